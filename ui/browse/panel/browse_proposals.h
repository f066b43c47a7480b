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

// The number of proposals shown, and their recall of the annotated phrases: on this image and, once measured, on the
// whole split. GUI thread.
class BrowseProposals : public QWidget {
    Q_OBJECT
 public:
    BrowseProposals(Page* page, BrowseState* state);

    // Discards the recall measured for another alignment model's regions.
    void setProject(const project::ProjectInfo& project, bool another);
    // The first regions after the whole image, in the order of their scores, with the score of each and, where known,
    // its gain in recall.
    void addOverlays(std::vector<Overlay>& overlays) const;

 Q_SIGNALS:
    void overlaysChanged();

 private:
    void ask();
    void setBound(std::optional<inference::BoundReport> report);  // none: unknown
    void showTexts();
    const std::vector<double>* gained() const;  // of the current image
    // Mentions that no earlier region of the image covers; nothing where unknown.
    std::optional<double> gainOf(int region) const;

    Page* page_;
    BrowseState* state_;
    QSlider* slider_;
    QLabel *value_, *held_;
    QPushButton* measure_;
    std::filesystem::path measuredFor_;  // the alignment model of the report's regions
    std::optional<inference::BoundReport> report_;
};

}  // namespace legenda::ui
