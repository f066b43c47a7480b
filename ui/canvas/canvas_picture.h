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

// The picture on a canvas. One good scaling per zoom instead of one per frame, on a thread of its own, since a large
// picture takes longer than a frame; until it is there, and zoomed far in, the painter scales the part in sight. GUI
// thread.
class CanvasPicture : public QObject {
    Q_OBJECT
 public:
    CanvasPicture(QWidget* canvas, const CanvasView* view);

    void setImage(const QImage& image);
    const QImage& image() const { return image_; }
    void sharpen();      // for the view as it is now
    void sharpenSoon();  // once the view stands still
    void paint(QPainter& painter) const;

 private:
    QSize scaledSize() const;
    bool sharp(const QSize& size) const;

    QWidget* canvas_;
    const CanvasView* view_;
    QImage image_;
    QPixmap scaled_;  // the picture at the present zoom, while it is not much larger than the widget
    QTimer still_;
    quint64 asked_ = 0;   // of the newest scaling; older ones are not taken
    QThreadPool scaler_;  // last: its thread ends before the rest goes
};

}  // namespace legenda::ui
