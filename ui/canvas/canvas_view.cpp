// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_view.h"

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr double kMaxZoom = 16;
}  // namespace

void CanvasView::fit() {
    fitted_ = true;
    if (fullSize_.isEmpty()) return;
    zoom_ = fittingZoom();
    offset_ =
        QPointF((size_.width() - zoom_ * fullSize_.width()) / 2, (size_.height() - zoom_ * fullSize_.height()) / 2);
}

double CanvasView::fittingZoom() const {
    const double x = std::max(40.0, size_.width() - 2 * kFitMargin) / fullSize_.width();
    const double y = std::max(40.0, size_.height() - 2 * kFitMargin) / fullSize_.height();
    return std::min({x, y, kMaxZoom});
}

void CanvasView::setZoom(double zoom, const QPointF& anchor) {
    const QPointF fixed = toImage(anchor);
    zoom_ = std::clamp(zoom, 8.0 / std::max(fullSize_.width(), fullSize_.height()), kMaxZoom);
    fitted_ = false;
    moveTo(anchor - fixed * zoom_);
}

void CanvasView::moveTo(const QPointF& offset) {
    offset_ = offset;
    fitted_ = false;
    keepInSight();
}

void CanvasView::keepInSight() {
    const double w = zoom_ * fullSize_.width(), h = zoom_ * fullSize_.height(), keep = 60;
    offset_.setX(
        std::clamp(offset_.x(), std::min(keep - w, size_.width() - keep), std::max(size_.width() - keep, keep - w)));
    offset_.setY(
        std::clamp(offset_.y(), std::min(keep - h, size_.height() - keep), std::max(size_.height() - keep, keep - h)));
}

QRectF CanvasView::shifted(QRectF box, const QPointF& by) const {
    box.translate(by);
    box.moveLeft(std::clamp(box.left(), 0.0, std::max(0.0, fullSize_.width() - box.width())));
    box.moveTop(std::clamp(box.top(), 0.0, std::max(0.0, fullSize_.height() - box.height())));
    return box;
}

}  // namespace legenda::ui
