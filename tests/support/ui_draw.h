// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/image_canvas.h"

#include <QTest>

namespace legenda::test {

// Draws a box with the draw tool's key and the mouse. box: in pixels of the full-size image.
inline void drawBox(ui::ImageCanvas* canvas, const QRectF& box) {
    QTest::keyClick(canvas, Qt::Key_R);
    const QPoint from = canvas->toWidget(box.topLeft()).toPoint(), to = canvas->toWidget(box.bottomRight()).toPoint();
    QTest::mousePress(canvas, Qt::LeftButton, {}, from);
    QTest::mouseMove(canvas, (from + to) / 2);
    QTest::mouseMove(canvas, to);
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
}

}  // namespace legenda::test
