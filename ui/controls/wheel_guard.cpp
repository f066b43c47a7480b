// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/wheel_guard.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QFocusEvent>
#include <QScrollBar>

namespace legenda::ui {

namespace {

// The control whose value the wheel would change, also for its text field; nullptr: none.
QWidget* valueControl(QObject* object) {
    for (QObject* at : {object, object->parent()}) {
        if (!at || !at->isWidgetType()) continue;
        const bool slider = qobject_cast<QAbstractSlider*>(at) && !qobject_cast<QScrollBar*>(at);
        if (slider || qobject_cast<QAbstractSpinBox*>(at)) return static_cast<QWidget*>(at);
        if (qobject_cast<QComboBox*>(at) && (at == object || object->inherits("QLineEdit")))
            return static_cast<QWidget*>(at);
    }
    return nullptr;
}

}  // namespace

void WheelGuard::install() {
    if (qApp->findChild<WheelGuard*>(QString(), Qt::FindDirectChildrenOnly)) return;
    qApp->installEventFilter(new WheelGuard(qApp));
}

bool WheelGuard::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::Polish:
            // In Qt the wheel gives some of them the focus.
            if (QWidget* control = valueControl(watched); control && control->focusPolicy() == Qt::WheelFocus)
                control->setFocusPolicy(Qt::StrongFocus);
            break;
        case QEvent::FocusIn:
            if (QWidget* control = valueControl(watched))
                clicked_ = static_cast<QFocusEvent*>(event)->reason() == Qt::MouseFocusReason ? control : nullptr;
            break;
        case QEvent::MouseButtonPress:
            if (QWidget* control = valueControl(watched)) clicked_ = control;
            break;
        case QEvent::FocusOut:
        case QEvent::Leave:
            if (watched == clicked_) clicked_ = nullptr;
            break;
        case QEvent::Wheel:
            if (QWidget* control = valueControl(watched); control && (control != clicked_ || !control->hasFocus())) {
                event->ignore();  // its container scrolls
                return true;
            }
            break;
        default:
            break;
    }
    return false;
}

}  // namespace legenda::ui
