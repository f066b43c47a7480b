// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/panel/panel_section.h"

class QComboBox;
class QPushButton;

namespace legenda::ui {

class BrowseLive;
class OtherAnswer;
class ToneLabel;

// Which of the user's programs answers beside our models, where pictures are sent for it, its captions of the whole
// image, and the way to its words and boxes. Hidden while the user has entered no program. GUI thread.
class LiveSection : public PanelSection {
    Q_OBJECT
 public:
    explicit LiveSection(BrowseLive* live);

 Q_SIGNALS:
    void alignmentWanted(const QString& program);

 private:
    LiveSection(BrowseLive* live, QComboBox* programs);
    void fill();
    void showAnswer();

    BrowseLive* live_;
    QComboBox* programs_;
    ToneLabel* where_;
    OtherAnswer* answer_;
    QPushButton* align_;
};

}  // namespace legenda::ui
