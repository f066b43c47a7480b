// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/tone_label.h"

#include <QEvent>

namespace legenda::ui {

ToneLabel::ToneLabel(const QString& text, theme::Type type, Tone tone, QWidget* parent)
    : QLabel(text, parent), tone_(tone) {
    setFont(theme::font(type));
    applyTone();
}

void ToneLabel::setTone(Tone tone) {
    tone_ = tone;
    applyTone();
}

void ToneLabel::setType(theme::Type type, QFont::Weight weight) {
    setFont(theme::font(type, weight));
}

void ToneLabel::applyTone() {
    const auto& c = theme::colours();
    QColor colour = c.text;
    if (tone_ == Tone::Weak) colour = c.textWeak;
    if (tone_ == Tone::Accent) colour = c.accentText;
    if (tone_ == Tone::Warning) colour = c.warning;
    if (tone_ == Tone::Error) colour = c.error;
    if (tone_ == Tone::Success) colour = c.success;
    QPalette own = palette();
    // Setting the palette sends another palette change event: it is set only if it differs.
    if (own.color(QPalette::WindowText) == colour) return;
    own.setColor(QPalette::WindowText, colour);
    own.setColor(QPalette::Text, colour);
    setPalette(own);
}

void ToneLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTone();
}

}  // namespace legenda::ui
