// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/select_tool.h"

#include "ui/canvas/canvas_overlays.h"
#include "ui/canvas/image_canvas.h"

namespace legenda::ui {

bool SelectTool::press(const QPointF& at) {
    handle_ = overlays_->handleAt(at);
    // The selected box takes the drag, even where a click would select a smaller one.
    const Overlay* chosen = handle_ >= 0 ? overlays_->selected() : overlays_->selectedAt(at);
    if (!chosen) return false;
    id_ = chosen->id;
    press_ = view_->toImage(at);
    start_ = box_ = chosen->box;
    return true;
}

// The box at the press moved by the total distance, whatever the owner has done with the boxes emitted meanwhile.
QRectF SelectTool::dragged(const QPointF& at) const {
    QRectF box = start_;
    const QPointF by = view_->toImage(at) - press_;
    if (handle_ < 0) return view_->shifted(box, by);
    if (handle_ == 0 || handle_ == 6 || handle_ == 7) box.setLeft(box.left() + by.x());
    if (handle_ == 2 || handle_ == 3 || handle_ == 4) box.setRight(box.right() + by.x());
    if (handle_ == 0 || handle_ == 1 || handle_ == 2) box.setTop(box.top() + by.y());
    if (handle_ == 4 || handle_ == 5 || handle_ == 6) box.setBottom(box.bottom() + by.y());
    box = view_->clamped(box);
    box.setSize(box.size().expandedTo({1, 1}));
    return view_->shifted(box, {});  // a box of zero width at the image's edge has grown beyond it
}

void SelectTool::move(const QPointF& at, bool moved) {
    if (!moved) return;
    box_ = dragged(at);
    overlays_->setEdited(id_, box_);
    Q_EMIT canvas_->boxEditing(id_, box_);
}

bool SelectTool::release(const QPointF& at, bool moved) {
    if (!moved) return false;
    const OverlayId id = id_;
    const QRectF box = dragged(at);
    overlays_->setEdited(id, box);
    overlays_->endEdit(true);
    Q_EMIT canvas_->boxChanged(id, box);
    return true;
}

// Receivers of the drag get the original box again.
void SelectTool::abandon(bool moved) {
    overlays_->endEdit(false);
    if (moved) Q_EMIT canvas_->boxEditing(id_, start_);
}

void SelectTool::nudge(const QPointF& step) {
    const Overlay* overlay = overlays_->selected();
    if (!overlay || !overlay->editable) return;
    if (!nudging_ || id_ != overlay->id) {
        nudging_ = true;
        id_ = overlay->id;
        box_ = overlay->box;
    }
    box_ = view_->shifted(box_, step);
    overlays_->setEdited(id_, box_);
    Q_EMIT canvas_->boxEditing(id_, box_);
}

void SelectTool::endNudge() {
    if (!nudging_) return;
    nudging_ = false;
    const OverlayId id = id_;
    const QRectF box = box_;
    overlays_->endEdit(true);
    Q_EMIT canvas_->boxChanged(id, box);
}

bool SelectTool::keepsBox() {
    if (overlays_->find(id_)) return true;
    nudging_ = false;
    overlays_->endEdit(false);
    return false;
}

}  // namespace legenda::ui
