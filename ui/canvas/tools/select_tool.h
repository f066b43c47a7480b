// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/overlay_id.h"
#include "ui/canvas/tools/canvas_tool.h"

#include <QRectF>

#include <utility>
#include <vector>

namespace legenda::ui {

class CanvasOverlays;
class CanvasView;
class ImageCanvas;

// Moves the selected boxes and resizes a single one, by the mouse or the arrow keys.
class SelectTool : public CanvasTool {
 public:
    using Boxes = std::vector<std::pair<OverlayId, QRectF>>;  // pixels of the picture

    SelectTool(ImageCanvas* canvas, const CanvasView* view, CanvasOverlays* overlays)
        : canvas_(canvas), view_(view), overlays_(overlays) {}

    bool press(const QPointF& at) override;
    void move(const QPointF& at, bool moved) override;
    bool release(const QPointF& at, bool moved) override;
    void abandon(bool moved) override;

    void nudge(const QPointF& step);
    void stretch(const QPointF& step);  // moves the right and lower edge of a single selected box
    void endNudge();                    // one edit per series of nudges
    bool nudging() const { return nudging_; }
    // The overlays have changed: checks whether the edited boxes still exist.
    bool keepsBoxes();

 private:
    Boxes selectedBoxes() const;
    bool beginNudge();
    Boxes moved(const Boxes& boxes, const QPointF& by) const;  // all by the same, and inside the picture
    Boxes dragged(const QPointF& at) const;
    QRectF resized(QRectF box, const QPointF& by) const;
    void show(const Boxes& boxes);
    void finish();

    ImageCanvas* canvas_;
    const CanvasView* view_;
    CanvasOverlays* overlays_;
    bool nudging_ = false;
    int handle_ = -1;    // -1: the boxes as a whole
    QPointF press_;      // pixels of the picture
    Boxes start_, now_;  // at the press, and now
};

}  // namespace legenda::ui
