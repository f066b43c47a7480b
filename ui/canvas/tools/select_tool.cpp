// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tools/select_tool.h"

#include "ui/canvas/canvas_overlays.h"
#include "ui/canvas/image_canvas.h"

#include <algorithm>

namespace legenda::ui {

SelectTool::Boxes SelectTool::selectedBoxes() const {
    Boxes boxes;
    for (const Overlay& overlay : overlays_->all())
        if (overlay.selected && overlay.editable) boxes.emplace_back(overlay.id, overlay.box);
    return boxes;
}

bool SelectTool::press(const QPointF& at) {
    handle_ = overlays_->handleAt(at);
    // A selected box takes the drag, even where a click would select a smaller one.
    if (handle_ < 0 && !overlays_->selectedAt(at)) return false;
    press_ = view_->toImage(at);
    start_ = now_ = selectedBoxes();
    return true;
}

SelectTool::Boxes SelectTool::moved(const Boxes& boxes, const QPointF& by) const {
    QRectF bounds;
    for (const auto& [id, box] : boxes) bounds |= box;
    const QPointF way = view_->shifted(bounds, by).topLeft() - bounds.topLeft();
    Boxes result = boxes;
    for (auto& [id, box] : result) box.translate(way);
    return result;
}

QRectF SelectTool::resized(QRectF box, const QPointF& by) const {
    if (handle_ == 0 || handle_ == 6 || handle_ == 7) box.setLeft(box.left() + by.x());
    if (handle_ == 2 || handle_ == 3 || handle_ == 4) box.setRight(box.right() + by.x());
    if (handle_ == 0 || handle_ == 1 || handle_ == 2) box.setTop(box.top() + by.y());
    if (handle_ == 4 || handle_ == 5 || handle_ == 6) box.setBottom(box.bottom() + by.y());
    box = view_->clamped(box);
    box.setSize(box.size().expandedTo({1, 1}));
    return view_->shifted(box, {});  // a box of zero width at the image's edge has grown beyond it
}

// The boxes at the press moved by the total distance, whatever the owner has done with the boxes emitted meanwhile.
SelectTool::Boxes SelectTool::dragged(const QPointF& at) const {
    const QPointF by = view_->toImage(at) - press_;
    if (handle_ < 0) return moved(start_, by);
    return {{start_.front().first, resized(start_.front().second, by)}};
}

void SelectTool::show(const Boxes& boxes) {
    now_ = boxes;
    overlays_->setEdited(now_);
    for (const auto& [id, box] : now_) Q_EMIT canvas_->boxEditing(id, box);
}

void SelectTool::finish() {
    const Boxes boxes = now_;
    overlays_->setEdited(boxes);
    overlays_->endEdit(true);
    if (boxes.size() == 1)
        Q_EMIT canvas_->boxChanged(boxes.front().first, boxes.front().second);
    else
        Q_EMIT canvas_->boxesChanged(boxes);
}

void SelectTool::move(const QPointF& at, bool moved) {
    if (moved) show(dragged(at));
}

bool SelectTool::release(const QPointF& at, bool moved) {
    if (!moved) return false;
    now_ = dragged(at);
    finish();
    return true;
}

// Receivers of the drag get the original boxes again.
void SelectTool::abandon(bool moved) {
    overlays_->endEdit(false);
    if (!moved) return;
    for (const auto& [id, box] : start_) Q_EMIT canvas_->boxEditing(id, box);
}

bool SelectTool::beginNudge() {
    const Boxes selected = selectedBoxes();
    if (selected.empty()) return false;
    if (nudging_ && std::ranges::equal(selected, now_, {}, &Boxes::value_type::first, &Boxes::value_type::first))
        return true;
    endNudge();
    nudging_ = true;
    now_ = selected;
    return true;
}

void SelectTool::nudge(const QPointF& step) {
    if (beginNudge()) show(moved(now_, step));
}

void SelectTool::stretch(const QPointF& step) {
    if (!beginNudge() || now_.size() != 1) return;
    handle_ = 4;
    show({{now_.front().first, resized(now_.front().second, step)}});
}

void SelectTool::endNudge() {
    if (!std::exchange(nudging_, false)) return;
    finish();
}

bool SelectTool::keepsBoxes() {
    if (std::ranges::all_of(now_, [this](const auto& each) { return overlays_->find(each.first) != nullptr; }))
        return true;
    nudging_ = false;
    overlays_->endEdit(false);
    return false;
}

}  // namespace legenda::ui
