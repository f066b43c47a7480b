// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QSlider;

namespace legenda::ui {

class BrowseState;
class Page;

// How many proposals of the image are shown, and how many of the annotated phrases they recall: here and, once it has
// been measured, on the whole split. GUI thread.
class BrowseProposals : public QWidget {
    Q_OBJECT
 public:
    BrowseProposals(Page* page, BrowseState* state);

    // What was measured for another alignment model's regions is forgotten.
    void setProject(const project::ProjectInfo& project, bool another);
    // The first regions after the whole frame, in the order in which they were proposed, with the score of each and,
    // where it is known, what it gains.
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void overlaysChanged();

 private:
    void ask();
    void setBound(std::optional<inference::BoundReport> report);  // none: not known (any more)
    void showTexts();
    const std::vector<double>* gained() const;  // of the current image
    // Mentions that no region before this one of the image recalls; nothing where that is not known.
    std::optional<double> gainOf(int region) const;

    Page* page_;
    BrowseState* state_;
    QSlider* slider_;
    QLabel *value_, *held_;
    QPushButton* measure_;
    std::filesystem::path measuredFor_;  // the alignment model whose regions the report is of
    std::optional<inference::BoundReport> report_;
};

}  // namespace legenda::ui
