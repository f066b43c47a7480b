// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/elided_combo.h"

namespace legenda::ui {

class BrowseState;

// Our models, or one of the project's prediction sets: whose output Browse shows. GUI thread.
class SetChooser : public ElidedCombo {
    Q_OBJECT
 public:
    explicit SetChooser(BrowseState* state);

 private:
    void fill();
    void follow();

    BrowseState* state_;
};

}  // namespace legenda::ui
