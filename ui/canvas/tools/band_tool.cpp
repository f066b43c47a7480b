// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/band_tool.h"

#include "ui/canvas/image_canvas.h"

#include <QPainter>

namespace legenda::ui {

bool BandTool::press(const QPointF& at) {
    from_ = view_->toImage(at);
    band_ = {};
    return true;
}

void BandTool::move(const QPointF& at, bool moved) {
    if (moved) band_ = QRectF(from_, view_->toImage(at)).normalized();
}

bool BandTool::release(const QPointF& at, bool moved) {
    band_ = {};
    if (moved) Q_EMIT canvas_->bandDrawn(QRectF(from_, view_->toImage(at)).normalized(), adding_);
    return moved;
}

void BandTool::abandon(bool) {
    band_ = {};
}

void BandTool::paint(QPainter& painter) const {
    if (band_.isEmpty()) return;
    painter.setBrush(QColor(255, 255, 255, 28));
    painter.setPen(QPen(QColor(0, 0, 0, 153), 3));
    painter.drawRect(view_->toWidget(band_));
    painter.setPen(QPen(Qt::white, 1, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(view_->toWidget(band_));
}

}  // namespace legenda::ui
