// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/tools/canvas_tool.h"

#include <QRectF>

#include <optional>

class QPainter;

namespace legenda::ui {

class CanvasView;
class ImageCanvas;

// Draws a new box, with a crosshair until the press; in Cover mode the box that covers, which follows the drag.
class DrawTool : public CanvasTool {
 public:
    DrawTool(ImageCanvas* canvas, const CanvasView* view) : canvas_(canvas), view_(view) {}

    bool press(const QPointF& at) override;
    void move(const QPointF& at, bool moved) override;
    bool release(const QPointF& at, bool moved) override;
    void abandon(bool moved) override;
    void setCrosshair(std::optional<QPointF> at) { crosshair_ = at; }
    void paintCrosshair(QPainter& painter) const;
    void paintBox(QPainter& painter) const;

 private:
    bool covers() const;
    bool large(const QRectF& box) const;  // enough to be meant

    ImageCanvas* canvas_;
    const CanvasView* view_;
    QPointF from_;  // pixels of the picture
    QRectF box_;
    std::optional<QPointF> crosshair_;  // pixels of the widget
};

}  // namespace legenda::ui
