// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/pan_tool.h"

#include "ui/canvas/canvas_view.h"

namespace legenda::ui {

bool PanTool::press(const QPointF& at) {
    press_ = at;
    offset_ = view_->offset();
    return true;
}

void PanTool::move(const QPointF& at, bool) {
    view_->moveTo(offset_ + at - press_);
}

}  // namespace legenda::ui
