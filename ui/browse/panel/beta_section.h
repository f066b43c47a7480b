// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/panel/panel_section.h"

class QLabel;
class QToolButton;

namespace legenda::ui {

class BrowseState;
class MarkedSlider;

// The smoothing beta as a slider, from each word alone to one region for all; of a prediction set, too, where it has
// scores. GUI thread.
class BetaSection : public PanelSection {
    Q_OBJECT
 public:
    explicit BetaSection(BrowseState* state);

 private:
    void follow();  // sets the alignment's beta, without a signal
    void tellSource();
    void showValue();
    void takeUsual();  // the default of the settings, as the mark

    BrowseState* state_;
    MarkedSlider* slider_;
    QLabel* value_;
    QLabel* note_;          // of a prediction set
    QToolButton* asGiven_;  // brings its own alignment back
    double far_ = 1;        // beta at the slider's end
};

}  // namespace legenda::ui
