// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/tone_label.h"

namespace legenda::ui {

// Over a field of the form at the left.
inline ToneLabel* fieldTitle(const QString& text, QWidget* parent) {
    auto* label = new ToneLabel(text, theme::Type::Small, ToneLabel::Tone::Weak, parent);
    label->setType(theme::Type::Small, QFont::DemiBold);
    return label;
}

}  // namespace legenda::ui
