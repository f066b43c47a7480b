// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/draw_tool.h"

#include "ui/canvas/image_canvas.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr double kMinSide = 3;  // least size of a drawn box in widget pixels
}  // namespace

bool DrawTool::press(const QPointF& at) {
    from_ = view_->toImage(at);
    box_ = {};
    return true;
}

bool DrawTool::covers() const {
    return canvas_->mode() == ImageCanvas::Mode::Cover;
}

bool DrawTool::large(const QRectF& box) const {
    return std::min(box.width(), box.height()) * view_->zoom() >= kMinSide;
}

void DrawTool::move(const QPointF& at, bool moved) {
    box_ = view_->clamped(QRectF(from_, view_->toImage(at)));
    if (moved && covers() && large(box_)) Q_EMIT canvas_->coverDrawing(box_);
}

bool DrawTool::release(const QPointF& at, bool moved) {
    const QRectF box = view_->clamped(QRectF(from_, view_->toImage(at)));
    box_ = {};
    if (covers()) {
        if (moved) Q_EMIT canvas_->coverDrawn(large(box) ? box : QRectF());
        return moved;
    }
    if (large(box)) Q_EMIT canvas_->boxDrawn(box);
    return true;
}

void DrawTool::abandon(bool moved) {
    box_ = {};
    if (moved && covers()) Q_EMIT canvas_->coverDrawn({});
}

void DrawTool::paintCrosshair(QPainter& painter) const {
    if (!crosshair_) return;
    painter.setPen(QPen(QColor(255, 255, 255, 110), 1, Qt::DashLine));
    painter.drawLine(QPointF(crosshair_->x(), 0), QPointF(crosshair_->x(), canvas_->height()));
    painter.drawLine(QPointF(0, crosshair_->y()), QPointF(canvas_->width(), crosshair_->y()));
}

void DrawTool::paintBox(QPainter& painter) const {
    if (box_.isEmpty()) return;
    const QRectF box = view_->toWidget(box_);
    painter.setPen(QPen(QColor(0, 0, 0, 153), 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(QColor(255, 255, 255, 24));
    painter.drawRect(box);
    painter.setPen(
        QPen(theme::colours(theme::Scheme::Dark).accentText, 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
}

}  // namespace legenda::ui
