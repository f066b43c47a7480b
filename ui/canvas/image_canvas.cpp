// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_canvas.h"

#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr double kMaxZoom = 16;
constexpr double kHandleReach = 7;  // widget pixels

}  // namespace

ImageCanvas::ImageCanvas(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Photograph"));
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    fade_.setDuration(theme::kFade);
    fade_.setStartValue(0.0);
    fade_.setEndValue(1.0);
    connect(&fade_, &QVariantAnimation::valueChanged, this, [this] { update(); });
    scaler_.setMaxThreadCount(1);
    sharpen_.setSingleShot(true);
    sharpen_.setInterval(60);
    connect(&sharpen_, &QTimer::timeout, this, &ImageCanvas::sharpen);
}

// --- picture and view

void ImageCanvas::setImage(const QImage& image, const QSize& fullSize) {
    const bool same = !image.isNull() && fullSize == fullSize_ && !image_.isNull();
    image_ = image;
    fullSize_ = image.isNull() ? QSize() : fullSize;
    scaled_ = {};
    ++sharpening_;
    message_.clear();
    labelsStale_ = true;
    if (!same || fitted_) fit();
    if (!image_.isNull()) sharpen();
    update();
}

void ImageCanvas::setMessage(const QString& message) {
    message_ = message;
    update();
}

void ImageCanvas::fit() {
    fitted_ = true;
    if (!fullSize_.isEmpty()) {
        zoom_ = fittingZoom();
        offset_ = QPointF((width() - zoom_ * fullSize_.width()) / 2, (height() - zoom_ * fullSize_.height()) / 2);
    }
    labelsStale_ = true;
    placeBubble();
    sharpen_.start();
    update();
    Q_EMIT zoomChanged(zoom_);
}

double ImageCanvas::fittingZoom() const {
    const double x = std::max(40.0, width() - 2 * kFitMargin) / fullSize_.width();
    const double y = std::max(40.0, height() - 2 * kFitMargin) / fullSize_.height();
    return std::min({x, y, kMaxZoom});
}

void ImageCanvas::setZoom(double zoom, const QPointF& anchor) {
    if (fullSize_.isEmpty()) return;
    const QPointF fixed = toImage(anchor);
    zoom_ = std::clamp(zoom, 8.0 / std::max(fullSize_.width(), fullSize_.height()), kMaxZoom);
    offset_ = anchor - fixed * zoom_;
    fitted_ = false;
    clampOffset();
    labelsStale_ = true;
    placeBubble();
    sharpen_.start();
    update();
    Q_EMIT zoomChanged(zoom_);
}

void ImageCanvas::zoomIn() {
    setZoom(zoom_ * 1.25, QRectF(rect()).center());
}
void ImageCanvas::zoomOut() {
    setZoom(zoom_ / 1.25, QRectF(rect()).center());
}
void ImageCanvas::zoomActual() {
    setZoom(1 / devicePixelRatioF(), QRectF(rect()).center());
}

// Some of the picture stays in sight.
void ImageCanvas::clampOffset() {
    const double w = zoom_ * fullSize_.width(), h = zoom_ * fullSize_.height(), keep = 60;
    offset_.setX(std::clamp(offset_.x(), std::min(keep - w, width() - keep), std::max(width() - keep, keep - w)));
    offset_.setY(std::clamp(offset_.y(), std::min(keep - h, height() - keep), std::max(height() - keep, keep - h)));
}

QPointF ImageCanvas::toImage(const QPointF& widget) const {
    return (widget - offset_) / zoom_;
}
QPointF ImageCanvas::toWidget(const QPointF& image) const {
    return image * zoom_ + offset_;
}
QRectF ImageCanvas::toWidget(const QRectF& image) const {
    return {toWidget(image.topLeft()), image.size() * zoom_};
}

void ImageCanvas::resizeEvent(QResizeEvent*) {
    labelsStale_ = true;
    if (fitted_)
        fit();
    else
        clampOffset();
    placeBubble();
}

// --- overlays

void ImageCanvas::setOverlays(std::vector<Overlay> overlays) {
    beginFade();
    const bool others = overlays.size() != overlays_.size();
    overlays_ = std::move(overlays);
    if ((nudging_ || drag_ == Drag::Move || drag_ == Drag::Resize) && !find(dragId_)) {
        nudging_ = false;
        drag_ = Drag::None;
    }
    labelsStale_ = true;
    if (!hoverId_.isNone() && !find(hoverId_)) hoverId_ = {};
    if (others) tellChanged(this);
    update();
}

void ImageCanvas::beginFade() {
    QHash<OverlayId, double> now;
    for (const Overlay& overlay : overlays_) now.insert(overlay.id, opacityOf(overlay));
    spotFrom_ = spotlight();
    fadeFrom_ = std::move(now);
    fade_.stop();
    fade_.start();
}

double ImageCanvas::opacityOf(const Overlay& overlay) const {
    const double target = OverlayScene::opacityFor(overlay.emphasis);
    const double from = fadeFrom_.value(overlay.id, target);
    const double done = fade_.state() == QAbstractAnimation::Running ? fade_.currentValue().toDouble() : 1.0;
    return from + (target - from) * done;
}

double ImageCanvas::spotlight() const {
    const bool lit = std::any_of(overlays_.begin(), overlays_.end(),
                                 [](const Overlay& o) { return o.emphasis == Overlay::Emphasis::Highlight; });
    const double done = fade_.state() == QAbstractAnimation::Running ? fade_.currentValue().toDouble() : 1.0;
    return spotFrom_ + ((lit ? 1.0 : 0.0) - spotFrom_) * done;
}

void ImageCanvas::setOverlaysVisible(bool visible) {
    overlaysVisible_ = visible;
    update();
}

void ImageCanvas::setMode(Mode mode) {
    if (mode == mode_) return;
    mode_ = mode;
    if (mode == Mode::Select) crosshair_.reset();
    if (drag_ == Drag::Draw) drag_ = Drag::None;
    updateCursor(mapFromGlobal(QCursor::pos()));
    update();
    Q_EMIT modeChanged(mode);
}

const Overlay* ImageCanvas::find(const OverlayId& id) const {
    const auto found = std::find_if(overlays_.begin(), overlays_.end(), [&](const Overlay& o) { return o.id == id; });
    return found == overlays_.end() ? nullptr : &*found;
}

const Overlay* ImageCanvas::selected() const {
    const auto found = std::find_if(overlays_.begin(), overlays_.end(), [](const Overlay& o) { return o.selected; });
    return found == overlays_.end() ? nullptr : &*found;
}

const Overlay* ImageCanvas::selectedAt(const QPointF& widget) const {
    const Overlay* chosen = selected();
    if (!chosen || !chosen->editable || !overlaysVisible_ || peeking_) return nullptr;
    if (const auto pill = labels().constFind(chosen->id); pill != labels().constEnd() && pill->rect.contains(widget))
        return chosen;
    return toWidget(boxOf(*chosen)).adjusted(-3, -3, 3, 3).contains(widget) ? chosen : nullptr;
}

const Overlay* ImageCanvas::hit(const QPointF& widget) const {
    if (!overlaysVisible_ || peeking_) return nullptr;
    const auto& pills = labels();
    for (const Overlay& overlay : overlays_)
        if (const auto label = pills.constFind(overlay.id); label != pills.constEnd() && label->rect.contains(widget))
            return &overlay;
    const Overlay* best = nullptr;
    double bestArea = 0;
    for (const Overlay& overlay : overlays_) {
        const QRectF box = toWidget(boxOf(overlay)).adjusted(-3, -3, 3, 3);
        const double area = box.width() * box.height();
        if (box.contains(widget) && (!best || area < bestArea)) {
            best = &overlay;
            bestArea = area;
        }
    }
    return best;
}

int ImageCanvas::handleAt(const QPointF& widget) const {
    const Overlay* overlay = selected();
    if (!overlay || !overlay->editable || !overlaysVisible_) return -1;
    const QRectF box = toWidget(boxOf(*overlay));
    const QPointF c = box.center();
    // From inside, the handles leave the middle of a small box to moving it.
    const bool inside = box.contains(widget);
    const double reachX = inside ? std::min(kHandleReach, box.width() / 4) : kHandleReach;
    const double reachY = inside ? std::min(kHandleReach, box.height() / 4) : kHandleReach;
    const QPointF places[8] = {box.topLeft(),     {c.x(), box.top()},    box.topRight(),   {box.right(), c.y()},
                               box.bottomRight(), {c.x(), box.bottom()}, box.bottomLeft(), {box.left(), c.y()}};
    for (int corner : {0, 2, 4, 6, 1, 3, 5, 7}) {
        const QPointF d = widget - places[corner];
        if (std::abs(d.x()) <= reachX && std::abs(d.y()) <= reachY) return corner;
    }
    return -1;
}

QRectF ImageCanvas::boxOf(const Overlay& overlay) const {
    const bool editing = nudging_ || (dragMoves_ && (drag_ == Drag::Move || drag_ == Drag::Resize));
    return editing && overlay.id == dragId_ ? dragBox_ : overlay.box;
}

QRectF ImageCanvas::clamped(QRectF box) const {
    const QRectF frame(QPointF(0, 0), QSizeF(fullSize_));
    return box.normalized().intersected(frame);
}

QRectF ImageCanvas::shifted(QRectF box, const QPointF& by) const {
    box.translate(by);
    box.moveLeft(std::clamp(box.left(), 0.0, std::max(0.0, fullSize_.width() - box.width())));
    box.moveTop(std::clamp(box.top(), 0.0, std::max(0.0, fullSize_.height() - box.height())));
    return box;
}

// The box under the drag, for the mouse at `image`: that of the press moved by the whole way since, whatever the owner
// made of the boxes handed out on the way.
QRectF ImageCanvas::dragged(const QPointF& image) const {
    QRectF box = dragStart_;
    const QPointF by = image - pressImage_;
    if (drag_ == Drag::Move) return shifted(box, by);
    if (handle_ == 0 || handle_ == 6 || handle_ == 7) box.setLeft(box.left() + by.x());
    if (handle_ == 2 || handle_ == 3 || handle_ == 4) box.setRight(box.right() + by.x());
    if (handle_ == 0 || handle_ == 1 || handle_ == 2) box.setTop(box.top() + by.y());
    if (handle_ == 4 || handle_ == 5 || handle_ == 6) box.setBottom(box.bottom() + by.y());
    box = clamped(box);
    box.setSize(box.size().expandedTo({1, 1}));
    return shifted(box, {});  // a box of no width at the frame's edge has grown over it
}

// Keeps an edit in sight until the owner gives its overlays anew.
void ImageCanvas::store(const OverlayId& id, const QRectF& box) {
    for (Overlay& overlay : overlays_)
        if (overlay.id == id) overlay.box = box;
    labelsStale_ = true;
    update();
}

void ImageCanvas::nudge(const QPointF& step) {
    const Overlay* overlay = selected();
    if (!overlay || !overlay->editable) return;
    if (!nudging_ || dragId_ != overlay->id) {
        nudging_ = true;
        dragId_ = overlay->id;
        dragBox_ = overlay->box;
    }
    dragBox_ = shifted(dragBox_, step);
    labelsStale_ = true;
    update();
    Q_EMIT boxEditing(dragId_, dragBox_);
}

// One edit for a series of nudges.
void ImageCanvas::endNudge() {
    if (!nudging_) return;
    nudging_ = false;
    const OverlayId id = dragId_;
    const QRectF box = dragBox_;
    store(id, box);
    Q_EMIT boxChanged(id, box);
}

// --- for screen readers

int ImageCanvas::paintedItemCount() const {
    return overlaysVisible_ && !image_.isNull() ? static_cast<int>(overlays_.size()) : 0;
}

PaintedItem ImageCanvas::paintedItem(int index) const {
    const Overlay& overlay = overlays_[static_cast<std::size_t>(index)];
    QString name = overlay.name.isEmpty() ? tr("Box %1").arg(overlay.number) : overlay.name;
    if (!overlay.label.isEmpty() && !name.contains(overlay.label)) name += QStringLiteral(": ") + overlay.label;
    const QRect box = boxOf(overlay).toRect();
    return {name, tr("%1 × %2 pixels at %3, %4").arg(box.width()).arg(box.height()).arg(box.x()).arg(box.y()),
            toWidget(boxOf(overlay)), overlay.selected || overlay.emphasis == Overlay::Emphasis::Highlight};
}

void ImageCanvas::pressPaintedItem(int index) {
    Q_EMIT clicked(overlays_[static_cast<std::size_t>(index)].id);
}

// --- bubble

void ImageCanvas::setBubble(QWidget* bubble, const QRectF& box) {
    if (bubble_ && bubble_ != bubble) {
        bubble_->hide();
        bubble_->deleteLater();
    }
    bubble_ = bubble;
    bubbleBox_ = box;
    if (!bubble) return;
    bubble->setParent(this);
    placeBubble();
    bubble->show();
    bubble->raise();
}

void ImageCanvas::placeBubble() {
    if (!bubble_) return;
    bubble_->adjustSize();
    const QSize size = bubble_->size();
    const QRectF box = toWidget(bubbleBox_);
    const int gap = theme::kSpace2;
    double x = box.right() + gap, y = box.top();
    if (x + size.width() > width() - gap) x = box.left() - gap - size.width();
    if (x < gap) {
        x = box.left();
        y = box.bottom() + gap;
        if (y + size.height() > height() - gap) y = box.top() - gap - size.height();
    }
    bubble_->move(
        static_cast<int>(std::clamp(x, double(gap), std::max(double(gap), double(width() - size.width() - gap)))),
        static_cast<int>(std::clamp(y, double(gap), std::max(double(gap), double(height() - size.height() - gap)))));
}

}  // namespace legenda::ui
