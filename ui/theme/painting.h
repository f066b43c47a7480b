// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QStyle>

class QColor;
class QPainter;
class QWidget;

// Grounds that several lists and cards share. GUI thread.
namespace legenda::ui::theme {

// The rounded ground of a list's row that is selected or under the mouse; nothing for others.
void drawRowGround(QPainter& painter, const QRectF& ground, QStyle::State state);
// Ground and frame, over all of the widget, of what floats above a page or a picture. Called in its paintEvent.
void paintFloating(QWidget* widget, const QColor& frame);

}  // namespace legenda::ui::theme
