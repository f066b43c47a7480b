// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>

namespace legenda::ui {

// A short notice at the foot of `window` for some seconds, optionally with a button ("Undo"). A newer one replaces the
// older.
class Toast : public QFrame {
    Q_OBJECT
 public:
    static void show(QWidget* window, const QString& text, const QString& buttonText = {},
                     std::function<void()> button = {});

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

 private:
    Toast(QWidget* window, const QString& text, const QString& buttonText, std::function<void()> button);
    void place();
};

}  // namespace legenda::ui
