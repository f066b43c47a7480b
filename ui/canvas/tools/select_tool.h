// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/overlay_id.h"
#include "ui/canvas/tools/canvas_tool.h"

#include <QRectF>

namespace legenda::ui {

class CanvasOverlays;
class CanvasView;
class ImageCanvas;

// Moves and resizes the selected box, by the mouse or the arrow keys.
class SelectTool : public CanvasTool {
 public:
    SelectTool(ImageCanvas* canvas, const CanvasView* view, CanvasOverlays* overlays)
        : canvas_(canvas), view_(view), overlays_(overlays) {}

    bool press(const QPointF& at) override;
    void move(const QPointF& at, bool moved) override;
    bool release(const QPointF& at, bool moved) override;
    void abandon(bool moved) override;

    void nudge(const QPointF& step);
    void endNudge();  // one edit per series of nudges
    bool nudging() const { return nudging_; }
    // The overlays have changed: checks whether the edited box still exists.
    bool keepsBox();

 private:
    QRectF dragged(const QPointF& at) const;

    ImageCanvas* canvas_;
    const CanvasView* view_;
    CanvasOverlays* overlays_;
    bool nudging_ = false;
    int handle_ = -1;     // -1: the box as a whole
    OverlayId id_;        // of the box
    QPointF press_;       // pixels of the picture
    QRectF start_, box_;  // at the press, and now
};

}  // namespace legenda::ui
