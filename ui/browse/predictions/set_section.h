// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/browse/panel/panel_section.h"

namespace legenda::ui {

class BrowseState;
class SetBoxes;
class TextRows;

// What the prediction set that is shown says of the photograph: its captions, sentences or described regions, or why
// there are none. Hidden while our models are shown. GUI thread.
class SetSection : public PanelSection {
    Q_OBJECT
 public:
    SetSection(BrowseState* state, SetBoxes* boxes);

 private:
    void showSet();
    void showRows();
    void showCurrent();
    void choose(int row);

    BrowseState* state_;
    SetBoxes* boxes_;
    QLabel* whose_;
    TextRows* rows_;
};

// Whose boxes and words are shown: the set's name, and what our model adds. Empty: all is our models'.
// described: boxes that our model describes stand on the picture in place of the others.
QString whoseOutput(const BrowseState& state, bool described);

}  // namespace legenda::ui
