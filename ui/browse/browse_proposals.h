// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/proposal_recall.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QSlider;

namespace legenda::ui {

// How many proposals of the image are shown, and what these hold of what people named: here and, once it has been
// measured, on the whole split.
class BrowseProposals : public QWidget {
    Q_OBJECT
 public:
    explicit BrowseProposals(QWidget* parent = nullptr);

    void setImage(std::int64_t image, int proposals);
    void clear();  // no alignment is shown
    void setMeasuring();
    void setBound(std::optional<inference::BoundReport> report);  // none: not known (any more)

    int shown() const;
    // Mentions that no region before this one of the image holds; nothing where that is not known.
    std::optional<double> gainOf(int region) const;

 Q_SIGNALS:
    void shownChanged(int count);
    void boundWanted();

 private:
    void showTexts();
    const std::vector<double>* gained() const;  // of the image at hand

    QSlider* slider_;
    QLabel *value_, *held_;
    QPushButton* measure_;
    std::int64_t image_ = 0;
    std::optional<inference::BoundReport> report_;
};

}  // namespace legenda::ui
