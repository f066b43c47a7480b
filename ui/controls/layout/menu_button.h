// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace legenda::ui {

// A button that opens its menu: a text, elided where it does not fit, and an arrow behind it. GUI thread.
class MenuButton : public QToolButton {
    Q_OBJECT
 public:
    explicit MenuButton(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

 protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace legenda::ui
