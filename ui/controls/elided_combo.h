// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace legenda::ui {

// A combo box whose text ends in an ellipsis where it has no room, instead of in the middle of a letter.
class ElidedCombo : public QComboBox {
    Q_OBJECT
 public:
    using QComboBox::QComboBox;
    QString shownText() const;  // as it is drawn

 protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace legenda::ui
