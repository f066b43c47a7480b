// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/tools/canvas_tool.h"

#include <QRectF>

class QPainter;

namespace legenda::ui {

class CanvasView;
class ImageCanvas;

// A rubber band that selects the boxes in it.
class BandTool : public CanvasTool {
 public:
    BandTool(ImageCanvas* canvas, const CanvasView* view) : canvas_(canvas), view_(view) {}

    bool press(const QPointF& at) override;
    void move(const QPointF& at, bool moved) override;
    bool release(const QPointF& at, bool moved) override;
    void abandon(bool moved) override;
    void setAdding(bool adding) { adding_ = adding; }  // to what is selected already
    void paint(QPainter& painter) const;

 private:
    ImageCanvas* canvas_;
    const CanvasView* view_;
    bool adding_ = false;
    QPointF from_;  // pixels of the picture
    QRectF band_;
};

}  // namespace legenda::ui
