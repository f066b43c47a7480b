// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_picture.h"

#include "ui/canvas/canvas_view.h"

#include <QPainter>
#include <QWidget>

#include <cmath>
#include <utility>

namespace legenda::ui {

CanvasPicture::CanvasPicture(QWidget* canvas, const CanvasView* view) : QObject(canvas), canvas_(canvas), view_(view) {
    scaler_.setMaxThreadCount(1);
    still_.setSingleShot(true);
    still_.setInterval(60);
    connect(&still_, &QTimer::timeout, this, &CanvasPicture::sharpen);
}

void CanvasPicture::setImage(const QImage& image) {
    image_ = image;
    scaled_ = {};
    ++asked_;
}

QSize CanvasPicture::scaledSize() const {
    return (QSizeF(view_->fullSize()) * view_->zoom() * canvas_->devicePixelRatioF()).toSize().expandedTo({1, 1});
}

bool CanvasPicture::sharp(const QSize& size) const {
    return !scaled_.isNull() && scaled_.size() == size && scaled_.devicePixelRatio() == canvas_->devicePixelRatioF();
}

void CanvasPicture::sharpenSoon() {
    still_.start();
}

void CanvasPicture::sharpen() {
    const QSize size = scaledSize();
    const double ratio = canvas_->devicePixelRatioF();
    if (image_.isNull() || sharp(size)) return;
    scaled_ = {};
    scaler_.clear();
    const quint64 asked = ++asked_;
    const double inSight = double(canvas_->width()) * canvas_->height() * ratio * ratio;
    if (double(size.width()) * size.height() > 2 * inSight + 1e6) return;
    scaler_.start([this, image = image_, size, ratio, asked] {
        QImage sharp = image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        QMetaObject::invokeMethod(
            this,
            [this, sharp = std::move(sharp), ratio, asked]() mutable {
                if (asked != asked_) return;
                scaled_ = QPixmap::fromImage(std::move(sharp));
                scaled_.setDevicePixelRatio(ratio);
                Q_EMIT sharpened();
            },
            Qt::QueuedConnection);
    });
}

void CanvasPicture::paint(QPainter& painter) const {
    const QRectF target = view_->toWidget(view_->frame());
    const double ratio = canvas_->devicePixelRatioF();
    if (sharp(scaledSize())) {
        painter.drawPixmap(QPointF(std::round(target.x() * ratio) / ratio, std::round(target.y() * ratio) / ratio),
                           scaled_);
        return;
    }
    // From four device pixels per image pixel on, pixels are shown without interpolation.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, view_->zoom() * ratio < 4);
    const QRectF seen = target.intersected(QRectF(canvas_->rect()));
    const double sx = image_.width() / target.width(), sy = image_.height() / target.height();
    const QRectF source((seen.x() - target.x()) * sx, (seen.y() - target.y()) * sy, seen.width() * sx,
                        seen.height() * sy);
    painter.drawImage(seen, image_, source);
}

}  // namespace legenda::ui
