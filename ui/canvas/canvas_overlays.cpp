// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_overlays.h"

#include "ui/canvas/canvas_view.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {
constexpr double kHandleReach = 7;  // widget pixels
}  // namespace

CanvasOverlays::CanvasOverlays(QObject* parent, const CanvasView* view) : QObject(parent), view_(view) {
    fade_.setDuration(theme::kFade);
    fade_.setStartValue(0.0);
    fade_.setEndValue(1.0);
    connect(&fade_, &QVariantAnimation::valueChanged, this, &CanvasOverlays::repaint);
}

void CanvasOverlays::set(std::vector<Overlay> overlays) {
    beginFade();
    overlays_ = std::move(overlays);
    viewChanged();
    Q_EMIT repaint();
}

const Overlay* CanvasOverlays::find(const OverlayId& id) const {
    const auto found = std::ranges::find(overlays_, id, &Overlay::id);
    return found == overlays_.end() ? nullptr : &*found;
}

const Overlay* CanvasOverlays::selected() const {
    const auto found = std::ranges::find(overlays_, true, &Overlay::selected);
    return found == overlays_.end() ? nullptr : &*found;
}

void CanvasOverlays::setVisible(bool visible) {
    visible_ = visible;
    Q_EMIT repaint();
}

void CanvasOverlays::setPeeking(bool peeking) {
    peeking_ = peeking;
    Q_EMIT repaint();
}

// --- the box under an edit

void CanvasOverlays::viewChanged() {
    labelsStale_ = true;
    stillLabels_.clear();
}

bool CanvasOverlays::editing() const {
    return !edited_.isEmpty() && fade_.state() != QAbstractAnimation::Running;
}

void CanvasOverlays::setEdited(const std::vector<std::pair<OverlayId, QRectF>>& boxes) {
    edited_.clear();
    for (const auto& [id, box] : boxes) edited_.insert(id, box);
    labelsStale_ = true;
    Q_EMIT repaint();
}

void CanvasOverlays::endEdit(bool keep) {
    if (keep)
        for (Overlay& overlay : overlays_) overlay.box = boxOf(overlay);
    edited_.clear();
    viewChanged();
    Q_EMIT repaint();
}

QRectF CanvasOverlays::boxOf(const Overlay& overlay) const {
    return edited_.isEmpty() ? overlay.box : edited_.value(overlay.id, overlay.box);
}

// --- hit testing

const Overlay* CanvasOverlays::selectedAt(const QPointF& at) const {
    if (hidden()) return nullptr;
    for (const Overlay& overlay : overlays_) {
        if (!overlay.selected || !overlay.editable) continue;
        const auto pill = labels().constFind(overlay.id);
        if (pill != labels().constEnd() && pill->rect.contains(at)) return &overlay;
        if (view_->toWidget(boxOf(overlay)).adjusted(-3, -3, 3, 3).contains(at)) return &overlay;
    }
    return nullptr;
}

std::vector<const Overlay*> CanvasOverlays::stackAt(const QPointF& at) const {
    if (hidden()) return {};
    std::vector<const Overlay*> labelled, boxes;
    const auto& pills = labels();
    for (const Overlay& overlay : overlays_) {
        if (const auto label = pills.constFind(overlay.id); label != pills.constEnd() && label->rect.contains(at))
            labelled.push_back(&overlay);
        else if (view_->toWidget(boxOf(overlay)).adjusted(-3, -3, 3, 3).contains(at))
            boxes.push_back(&overlay);
    }
    std::ranges::stable_sort(boxes, {}, [this](const Overlay* overlay) {
        const QSizeF size = boxOf(*overlay).size();
        return size.width() * size.height();
    });
    labelled.insert(labelled.end(), boxes.begin(), boxes.end());
    return labelled;
}

const Overlay* CanvasOverlays::hit(const QPointF& at) const {
    const auto stack = stackAt(at);
    return stack.empty() ? nullptr : stack.front();
}

int CanvasOverlays::handleAt(const QPointF& at) const {
    const Overlay* overlay = selected();
    if (!overlay || !overlay->editable || !visible_) return -1;
    if (std::ranges::count(overlays_, true, &Overlay::selected) > 1) return -1;
    const QRectF box = view_->toWidget(boxOf(*overlay));
    const QPointF c = box.center();
    // Inside a small box the handles leave its middle free for moving.
    const bool inside = box.contains(at);
    const double reachX = inside ? std::min(kHandleReach, box.width() / 4) : kHandleReach;
    const double reachY = inside ? std::min(kHandleReach, box.height() / 4) : kHandleReach;
    const QPointF places[8] = {box.topLeft(),     {c.x(), box.top()},    box.topRight(),   {box.right(), c.y()},
                               box.bottomRight(), {c.x(), box.bottom()}, box.bottomLeft(), {box.left(), c.y()}};
    for (int corner : {0, 2, 4, 6, 1, 3, 5, 7}) {
        const QPointF d = at - places[corner];
        if (std::abs(d.x()) <= reachX && std::abs(d.y()) <= reachY) return corner;
    }
    return -1;
}

const QHash<OverlayId, OverlayLabel>& CanvasOverlays::labels() const {
    if (!std::exchange(labelsStale_, false)) return labels_;
    labels_ = scene().layoutLabels(stillLabels_);
    // While a box is edited the labels of the others stay where they are.
    if (!edited_.isEmpty() && stillLabels_.isEmpty()) {
        stillLabels_ = labels_;
        for (auto box = edited_.constBegin(); box != edited_.constEnd(); ++box) stillLabels_.remove(box.key());
    }
    return labels_;
}

// --- painting

void CanvasOverlays::beginFade() {
    QHash<OverlayId, double> now;
    for (const Overlay& overlay : overlays_) now.insert(overlay.id, opacityOf(overlay));
    spotFrom_ = spotlight();
    fadeFrom_ = std::move(now);
    fade_.stop();
    fade_.start();
}

double CanvasOverlays::opacityOf(const Overlay& overlay) const {
    const double target = OverlayScene::opacityFor(overlay);
    const double from = fadeFrom_.value(overlay.id, target);
    const double done = fade_.state() == QAbstractAnimation::Running ? fade_.currentValue().toDouble() : 1.0;
    return from + (target - from) * done;
}

bool CanvasOverlays::anyLit() const {
    return std::ranges::find(overlays_, Overlay::Emphasis::Highlight, &Overlay::emphasis) != overlays_.end();
}

double CanvasOverlays::spotlight() const {
    const double done = fade_.state() == QAbstractAnimation::Running ? fade_.currentValue().toDouble() : 1.0;
    return spotFrom_ + ((anyLit() ? 1.0 : 0.0) - spotFrom_) * done;
}

OverlayScene CanvasOverlays::scene() const {
    OverlayScene scene;
    scene.overlays = overlays_;
    for (Overlay& overlay : scene.overlays) overlay.box = boxOf(overlay);
    scene.fullSize = QSizeF(view_->fullSize());
    scene.zoom = view_->zoom();
    scene.offset = view_->offset();
    scene.room = QRectF(QRect(QPoint(0, 0), view_->size())).adjusted(2, 2, -2, -2);
    scene.font = OverlayScene::pillFont();
    return scene;
}

OverlayScene CanvasOverlays::shownScene() const {
    OverlayScene shown = scene();
    shown.spotlight = spotlight();
    for (const Overlay& overlay : overlays_) shown.opacity.push_back(opacityOf(overlay));
    return shown;
}

void CanvasOverlays::paint(QPainter& painter) const {
    shownScene().paint(painter, labels());
}

void CanvasOverlays::paintStill(QPainter& painter) const {
    shownScene().paint(painter, labels(), [this](const Overlay& overlay) { return !edited_.contains(overlay.id); });
}

void CanvasOverlays::paintEdited(QPainter& painter) const {
    OverlayScene shown = scene();
    shown.paint(painter, labels(), [this](const Overlay& overlay) { return edited_.contains(overlay.id); });
}

OverlayScene CanvasOverlays::fittedScene() const {
    constexpr double kMargin = CanvasView::kFitMargin;
    OverlayScene fitted = scene();
    if (view_->fullSize().isEmpty()) return fitted;
    for (Overlay& overlay : fitted.overlays) overlay.editable = false;
    fitted.zoom = view_->fittingZoom();
    fitted.offset = QPointF(kMargin, kMargin);
    fitted.room =
        QRectF(QPointF(0, 0), fitted.fullSize * fitted.zoom + QSizeF(2 * kMargin, 2 * kMargin)).adjusted(2, 2, -2, -2);
    fitted.spotlight = anyLit() ? 1 : 0;
    if (hidden()) {
        fitted.overlays.clear();
        fitted.spotlight = 0;
    }
    return fitted;
}

}  // namespace legenda::ui
