// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace legenda::ui {

// A label in one of the theme's type sizes and text colours; follows the scheme. GUI thread.
class ToneLabel : public QLabel {
    Q_OBJECT
 public:
    enum class Tone { Normal, Weak, Accent, Warning, Error, Success };
    explicit ToneLabel(const QString& text = {}, theme::Type type = theme::Type::Base, Tone tone = Tone::Normal,
                       QWidget* parent = nullptr);

    void setTone(Tone tone);
    void setType(theme::Type type, QFont::Weight weight = QFont::Normal);

 protected:
    void changeEvent(QEvent* event) override;

 private:
    void applyTone();
    Tone tone_;
};

}  // namespace legenda::ui
