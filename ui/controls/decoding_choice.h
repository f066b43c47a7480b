// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/captioner.h"
#include "ui/controls/layout/menu_button.h"

class QAction;
class QActionGroup;

namespace legenda::ui {

// Whether an image classifier has its say in captions and alignments, as was chosen last (inference/class_sight.h).
bool classifierSpeaks();

// The decoding of captions: that of the settings, greedy search, beam search or sampling, and whether they say what an
// image classifier is sure of. The last choice is remembered.
class DecodingChoice : public MenuButton {
    Q_OBJECT
 public:
    explicit DecodingChoice(QWidget* parent = nullptr);

    // Every call with sampling draws anew.
    model::DecodeOptions options();

 Q_SIGNALS:
    void changed();                       // also when sampling is chosen again
    void classifierChanged(bool speaks);  // after changed()

 private:
    void choose(QAction* method);
    void showChosen();

    QActionGroup* methods_;
    QAction* usual_ = nullptr;  // as the settings say
    QAction* perWord_;
    QAction* classes_;
    std::uint64_t draws_ = 0;
};

}  // namespace legenda::ui
