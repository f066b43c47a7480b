// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>

namespace legenda::ui {

// The position of a picture on a widget: its zoom and offset, and the conversion between the pixels of both. A plain
// value.
class CanvasView {
 public:
    static constexpr double kFitMargin = 28;  // margin for labels outside boxes at the picture's edge

    QSize fullSize() const { return fullSize_; }  // of the picture, in its own pixels
    void setFullSize(const QSize& size) { fullSize_ = size; }
    QSize size() const { return size_; }  // of the widget
    void setSize(const QSize& size) { size_ = size; }
    double zoom() const { return zoom_; }       // device-independent pixels of the widget per pixel of the picture
    QPointF offset() const { return offset_; }  // of the picture's top left corner on the widget
    bool fitted() const { return fitted_; }

    void fit();
    void setZoom(double zoom, const QPointF& anchor);  // the pixel under the anchor stays there
    void moveTo(const QPointF& offset);                // clamped so that some of the picture stays visible
    void keepInSight();
    double fittingZoom() const;

    QPointF toImage(const QPointF& widget) const { return (widget - offset_) / zoom_; }
    QPointF toWidget(const QPointF& image) const { return image * zoom_ + offset_; }
    QRectF toWidget(const QRectF& image) const { return {toWidget(image.topLeft()), image.size() * zoom_}; }
    QRectF frame() const { return {QPointF(0, 0), QSizeF(fullSize_)}; }
    QRectF clamped(const QRectF& box) const { return box.normalized().intersected(frame()); }
    QRectF shifted(QRectF box, const QPointF& by) const;  // clamped to the picture

 private:
    QSize fullSize_, size_;
    double zoom_ = 1;
    QPointF offset_;
    bool fitted_ = true;
};

}  // namespace legenda::ui
