// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QRectF>
#include <QString>
#include <QStyle>

class QPainter;

namespace legenda::ui {

// Painting that the delegates of picture lists share. GUI thread.

// Fills the frame with the picture, cropped around its middle; returns the visible part of the picture, in its pixels.
QRectF drawCovering(QPainter& painter, const QRectF& frame, const QPixmap& picture);
// A small dark label in the lower right corner of the frame.
void drawCornerLabel(QPainter& painter, const QRectF& frame, const QString& text);
// In place of a picture whose file is missing or broken.
void drawProblem(QPainter& painter, const QRectF& frame);
// A thumbnail with round corners; while it is null, its ground, and the sign of a problem where there is one.
void drawThumbnail(QPainter& painter, const QRectF& frame, const QPixmap& picture, const QString& problem,
                   double radius = 4);
// The outline of the selected cell or of the one under the mouse; nothing for others.
void drawCellOutline(QPainter& painter, const QRectF& frame, QStyle::State state);

}  // namespace legenda::ui
