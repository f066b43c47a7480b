// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/captioner.h"
#include "ui/controls/menu_button.h"

class QAction;
class QActionGroup;

namespace legenda::ui {

// The decoding of captions: greedy search, beam search or sampling. The last choice is remembered.
class DecodingChoice : public MenuButton {
    Q_OBJECT
 public:
    explicit DecodingChoice(QWidget* parent = nullptr);

    // Every call with sampling draws anew.
    model::DecodeOptions options();

 Q_SIGNALS:
    void changed();  // also when sampling is chosen again

 private:
    void choose(QAction* method);

    QActionGroup* methods_;
    QAction* perWord_;
    std::uint64_t draws_ = 0;
};

}  // namespace legenda::ui
