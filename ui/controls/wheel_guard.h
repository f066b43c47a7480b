// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QWidget;

namespace legenda::ui {

// Prevents the mouse wheel from changing values while scrolling a panel: sliders, choices and numbers take it only
// after a click on them, until the mouse leaves. Otherwise it scrolls their container. For the whole program; GUI
// thread.
class WheelGuard : public QObject {
    Q_OBJECT
 public:
    static void install();  // idempotent

    bool eventFilter(QObject* watched, QEvent* event) override;

 private:
    using QObject::QObject;
    QPointer<QWidget> clicked_;
};

}  // namespace legenda::ui
