// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>

class QLabel;

namespace legenda::ui {

// A short notice beside the menus of `window` for some seconds, optionally with a button ("Undo"). A newer one replaces
// the older.
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

    QLabel* text_;
};

}  // namespace legenda::ui
