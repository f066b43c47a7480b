// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/tools/canvas_tool.h"

namespace legenda::ui {

class CanvasView;

// Moves the picture under the widget.
class PanTool : public CanvasTool {
 public:
    explicit PanTool(CanvasView* view) : view_(view) {}

    bool press(const QPointF& at) override;
    void move(const QPointF& at, bool moved) override;
    bool release(const QPointF&, bool) override { return true; }

 private:
    CanvasView* view_;
    QPointF press_, offset_;  // at the press
};

}  // namespace legenda::ui
