// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QEnterEvent>
#include <QTest>
#include <QWidget>
#include <QWindow>

namespace legenda::test {

// Moves the pointer over a widget, no button pressed. QTest::mouseMove() of a widget puts the cursor there, which the
// offscreen platform finds in no window where it lies right of or below the first half of one at twice the pixels.
inline void hover(const QWidget* widget, const QPoint& at) {
    QWindow* window = widget->window()->windowHandle();
    const QPoint place = widget->mapTo(widget->window(), at);
    if (!widget->underMouse()) {
        QEnterEvent enter(place, place, widget->mapToGlobal(at));
        QCoreApplication::sendEvent(window, &enter);
    }
    QTest::mouseMove(window, place);
}

}  // namespace legenda::test
