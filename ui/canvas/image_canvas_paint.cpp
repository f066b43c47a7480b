// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_canvas.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace legenda::ui {

QSize ImageCanvas::scaledSize() const {
    return (QSizeF(fullSize_) * zoom_ * devicePixelRatioF()).toSize().expandedTo({1, 1});
}

// One good scaling a zoom instead of one a frame, on a thread of its own, since a large picture takes longer than a
// frame; zoomed far in, the painter scales the small part in sight.
void ImageCanvas::sharpen() {
    const QSize size = scaledSize();
    const double ratio = devicePixelRatioF();
    if (image_.isNull() || sharp(size)) return;
    scaled_ = {};
    scaler_.clear();
    const quint64 asked = ++sharpening_;
    if (double(size.width()) * size.height() > 2 * width() * height() * ratio * ratio + 1e6) return;
    scaler_.start([this, image = image_, size, ratio, asked] {
        QImage sharp = image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        QMetaObject::invokeMethod(
            this,
            [this, sharp = std::move(sharp), ratio, asked]() mutable {
                if (asked != sharpening_) return;
                scaled_ = QPixmap::fromImage(std::move(sharp));
                scaled_.setDevicePixelRatio(ratio);
                update();
            },
            Qt::QueuedConnection);
    });
}

bool ImageCanvas::sharp(const QSize& size) const {
    return !scaled_.isNull() && scaled_.size() == size && scaled_.devicePixelRatio() == devicePixelRatioF();
}

void ImageCanvas::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.backdrop);
    if (!image_.isNull()) paintPicture(painter);
    if (!message_.isEmpty()) {
        painter.setFont(theme::font());
        painter.setPen(c.textWeak);
        painter.drawText(QRectF(rect()).adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, message_);
    }
    if (image_.isNull()) return;
    if (overlaysVisible_ && !peeking_) paintOverlays(painter);
    paintDrawing(painter);
}

void ImageCanvas::paintPicture(QPainter& painter) {
    const QRectF target = toWidget(QRectF(QPointF(0, 0), QSizeF(fullSize_)));
    if (sharp(scaledSize())) {
        const double ratio = devicePixelRatioF();
        painter.drawPixmap(QPointF(std::round(target.x() * ratio) / ratio, std::round(target.y() * ratio) / ratio),
                           scaled_);
        return;
    }
    // From four device pixels an image pixel on, the pixels themselves are what one wants to see.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom_ * devicePixelRatioF() < 4);
    const QRectF seen = target.intersected(QRectF(rect()));
    const double sx = image_.width() / target.width(), sy = image_.height() / target.height();
    const QRectF source((seen.x() - target.x()) * sx, (seen.y() - target.y()) * sy, seen.width() * sx,
                        seen.height() * sy);
    painter.drawImage(seen, image_, source);
}

void ImageCanvas::paintDrawing(QPainter& painter) {
    if (mode_ == Mode::Draw && crosshair_ && drag_ == Drag::None) {
        painter.setPen(QPen(QColor(255, 255, 255, 110), 1, Qt::DashLine));
        painter.drawLine(QPointF(crosshair_->x(), 0), QPointF(crosshair_->x(), height()));
        painter.drawLine(QPointF(0, crosshair_->y()), QPointF(width(), crosshair_->y()));
    }
    if (drag_ != Drag::Draw || drawBox_.isEmpty()) return;
    const QRectF box = toWidget(drawBox_);
    painter.setPen(QPen(QColor(0, 0, 0, 153), 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(QColor(255, 255, 255, 24));
    painter.drawRect(box);
    painter.setPen(
        QPen(theme::colours(theme::Scheme::Dark).accentText, 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
}

OverlayScene ImageCanvas::scene() const {
    OverlayScene scene;
    scene.overlays = overlays_;
    for (Overlay& overlay : scene.overlays) overlay.box = boxOf(overlay);
    scene.fullSize = QSizeF(fullSize_);
    scene.zoom = zoom_;
    scene.offset = offset_;
    scene.room = QRectF(rect()).adjusted(2, 2, -2, -2);
    scene.font = OverlayScene::pillFont();
    return scene;
}

const QHash<OverlayId, OverlayLabel>& ImageCanvas::labels() const {
    if (std::exchange(labelsStale_, false)) labels_ = scene().layoutLabels();
    return labels_;
}

void ImageCanvas::paintOverlays(QPainter& painter) {
    OverlayScene shown = scene();
    shown.spotlight = spotlight();
    for (const Overlay& overlay : overlays_) shown.opacity.push_back(opacityOf(overlay));
    shown.paint(painter, labels());
}

QHash<OverlayId, QRectF> ImageCanvas::labelRects() const {
    QHash<OverlayId, QRectF> out;
    const auto& placed = labels();
    for (auto it = placed.constBegin(); it != placed.constEnd(); ++it) out.insert(it.key(), it->rect);
    return out;
}

OverlayScene ImageCanvas::fittedScene() const {
    OverlayScene fitted = scene();
    if (fullSize_.isEmpty()) return fitted;
    for (Overlay& overlay : fitted.overlays) overlay.editable = false;
    fitted.zoom = fittingZoom();
    fitted.offset = QPointF(kFitMargin, kFitMargin);
    fitted.room = QRectF(QPointF(0, 0), fitted.fullSize * fitted.zoom + QSizeF(2 * kFitMargin, 2 * kFitMargin))
                      .adjusted(2, 2, -2, -2);
    const bool lit = std::any_of(overlays_.begin(), overlays_.end(),
                                 [](const Overlay& o) { return o.emphasis == Overlay::Emphasis::Highlight; });
    fitted.spotlight = lit ? 1 : 0;
    if (!overlaysVisible_ || peeking_) {
        fitted.overlays.clear();
        fitted.spotlight = 0;
    }
    return fitted;
}

}  // namespace legenda::ui
