// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QThreadPool>
#include <QTimer>

class QPainter;
class QWidget;

namespace legenda::ui {

class CanvasView;

// The picture on a canvas. The picture is scaled once per zoom in high quality, on a thread of its own, since a large
// picture takes longer than a frame; until then, and zoomed far in, the painter scales the visible part. GUI thread.
class CanvasPicture : public QObject {
    Q_OBJECT
 public:
    CanvasPicture(QWidget* canvas, const CanvasView* view);

    void setImage(const QImage& image);
    const QImage& image() const { return image_; }
    void sharpen();      // for the current view
    void sharpenSoon();  // once the view has settled
    void paint(QPainter& painter) const;

 Q_SIGNALS:
    void sharpened();

 private:
    QSize scaledSize() const;
    bool sharp(const QSize& size) const;

    QWidget* canvas_;
    const CanvasView* view_;
    QImage image_;
    QPixmap scaled_;  // the picture at the current zoom, unless much larger than the widget
    QTimer still_;
    quint64 asked_ = 0;   // of the newest scaling; older ones are discarded
    QThreadPool scaler_;  // last: its thread ends before the rest goes
};

}  // namespace legenda::ui
