// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_canvas.h"

#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace legenda::ui {

namespace {
constexpr double kClickReach = 4;  // a press that moves less is a click
}  // namespace

ImageCanvas::ImageCanvas(QWidget* parent)
    : QWidget(parent),
      picture_(new CanvasPicture(this, &view_)),
      overlays_(new CanvasOverlays(this, &view_)),
      pan_(&view_),
      draw_(this, &view_),
      select_(this, &view_, overlays_),
      band_(this, &view_) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Photograph"));
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(overlays_, &CanvasOverlays::repaint, this, qOverload<>(&QWidget::update));
    connect(picture_, &CanvasPicture::sharpened, this, [this] {
        still_ = {};
        update();
    });
}

// --- picture and view

void ImageCanvas::setImage(const QImage& image, const QSize& fullSize) {
    const bool same = !image.isNull() && fullSize == view_.fullSize() && !picture_->image().isNull();
    picture_->setImage(image);
    still_ = {};
    view_.setFullSize(image.isNull() ? QSize() : fullSize);
    message_.clear();
    overlays_->viewChanged();
    if (!same || fitted()) fit();
    if (!image.isNull()) picture_->sharpen();
    update();
}

void ImageCanvas::setMessage(const QString& message) {
    message_ = message;
    update();
}

void ImageCanvas::fit() {
    view_.setSize(size());
    view_.fit();
    zoomed();
}

void ImageCanvas::setZoom(double zoom, const QPointF& anchor) {
    if (view_.fullSize().isEmpty()) return;
    view_.setSize(size());
    view_.setZoom(zoom, anchor);
    zoomed();
}

void ImageCanvas::zoomIn() {
    setZoom(zoom() * 1.25, QRectF(rect()).center());
}
void ImageCanvas::zoomOut() {
    setZoom(zoom() / 1.25, QRectF(rect()).center());
}
void ImageCanvas::zoomActual() {
    setZoom(1 / devicePixelRatioF(), QRectF(rect()).center());
}

void ImageCanvas::zoomTo(const QRectF& box) {
    constexpr double kShare = 0.7;  // of the widget
    if (box.isEmpty()) return;
    look(kShare * std::min(width() / box.width(), height() / box.height()), box.center());
}

void ImageCanvas::look(double zoom, const QPointF& centre) {
    if (view_.fullSize().isEmpty()) return;
    const QPointF middle = QRectF(rect()).center();
    view_.setSize(size());
    view_.setZoom(zoom, middle);
    view_.moveTo(middle - centre * view_.zoom());
    zoomed();
}

void ImageCanvas::zoomed() {
    viewChanged();
    picture_->sharpenSoon();
    Q_EMIT zoomChanged(zoom());
}

void ImageCanvas::viewChanged() {
    overlays_->viewChanged();
    still_ = {};
    placeBubble();
    update();
    Q_EMIT viewMoved();
}

void ImageCanvas::resizeEvent(QResizeEvent*) {
    view_.setSize(size());
    if (fitted()) return fit();
    view_.keepInSight();
    viewChanged();
}

void ImageCanvas::paintGround(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme::colours().backdrop);
    if (!image().isNull()) picture_->paint(painter);
}

void ImageCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // A drag among many boxes paints only what moves.
    if (overlays_->editing() && !overlays_->hidden() && !image().isNull()) {
        if (still_.isNull()) {
            still_ = QPixmap(size() * devicePixelRatioF());
            still_.setDevicePixelRatio(devicePixelRatioF());
            QPainter ground(&still_);
            paintGround(ground);
            overlays_->paintStill(ground);
        }
        painter.drawPixmap(QPoint(0, 0), still_);
        return overlays_->paintEdited(painter);
    }
    still_ = {};
    paintGround(painter);
    if (!message_.isEmpty()) {
        painter.setFont(theme::font());
        painter.setPen(theme::colours().textWeak);
        painter.drawText(QRectF(rect()).adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, message_);
    }
    if (image().isNull()) return;
    if (!overlays_->hidden()) overlays_->paint(painter);
    if (mode_ == Mode::Draw && !dragging_) draw_.paintCrosshair(painter);
    if (dragging_ == &draw_ && mode_ == Mode::Draw) draw_.paintBox(painter);
    if (dragging_ == &band_) band_.paint(painter);
}

// --- overlays

void ImageCanvas::setOverlays(std::vector<Overlay> overlays) {
    const bool others = overlays.size() != overlays_->all().size();
    overlays_->set(std::move(overlays));
    still_ = {};
    if ((select_.nudging() || dragging_ == &select_) && !select_.keepsBoxes()) dragging_ = nullptr;
    if (!hoverId_.isNone() && !overlays_->find(hoverId_)) hoverId_ = {};
    if (others) tellChanged(this);
}

void ImageCanvas::setOverlaysVisible(bool visible) {
    overlays_->setVisible(visible);
}

void ImageCanvas::setMode(Mode mode) {
    if (mode == mode_) return;
    mode_ = mode;
    if (mode != Mode::Draw) draw_.setCrosshair({});
    if (dragging_ == &draw_) dragging_ = nullptr;
    updateCursor(mapFromGlobal(QCursor::pos()));
    update();
    Q_EMIT modeChanged(mode);
}

QHash<OverlayId, QRectF> ImageCanvas::labelRects() const {
    QHash<OverlayId, QRectF> out;
    const auto& placed = overlays_->labels();
    for (auto it = placed.constBegin(); it != placed.constEnd(); ++it) out.insert(it.key(), it->rect);
    return out;
}

// --- mouse

void ImageCanvas::setHover(const OverlayId& id) {
    if (id == hoverId_) return;
    hoverId_ = id;
    Q_EMIT hovered(id);
}

void ImageCanvas::updateCursor(const QPointF& position) {
    if (dragging_ == &pan_) return setCursor(Qt::ClosedHandCursor);
    if (spaceHeld_) return setCursor(Qt::OpenHandCursor);
    if (mode_ == Mode::Draw && !image().isNull()) return setCursor(Qt::CrossCursor);
    constexpr Qt::CursorShape shapes[8] = {Qt::SizeFDiagCursor, Qt::SizeVerCursor,   Qt::SizeBDiagCursor,
                                           Qt::SizeHorCursor,   Qt::SizeFDiagCursor, Qt::SizeVerCursor,
                                           Qt::SizeBDiagCursor, Qt::SizeHorCursor};
    if (const int handle = overlays_->handleAt(position); handle >= 0) return setCursor(shapes[handle]);
    if (overlays_->selectedAt(position)) return setCursor(Qt::SizeAllCursor);
    setCursor(overlays_->hit(position) ? Qt::PointingHandCursor
              : mode_ == Mode::Cover   ? Qt::CrossCursor
                                       : Qt::ArrowCursor);
}

bool ImageCanvas::takesDrag(const QPointF& position) const {
    return overlays_->handleAt(position) >= 0 || overlays_->selectedAt(position);
}

CanvasTool* ImageCanvas::toolFor(const QMouseEvent& event) {
    if (event.button() == Qt::MiddleButton || spaceHeld_) return &pan_;
    if (mode_ == Mode::Draw || (mode_ == Mode::Cover && !takesDrag(event.position()))) return &draw_;
    const bool adds = event.modifiers() & (Qt::ShiftModifier | Qt::ControlModifier);
    band_.setAdding(adds);
    return several_ && adds ? static_cast<CanvasTool*>(&band_) : &select_;
}

// The box that a click at this place means.
OverlayId ImageCanvas::under(const QPointF& position) const {
    const auto stack = overlays_->stackAt(position);
    if (stack.empty()) return {};
    if (several_ && QLineF(position, press_.clickedAt).length() < kClickReach) {
        const auto now = std::ranges::find(stack, true, &Overlay::selected);
        if (now != stack.end()) return (std::next(now) == stack.end() ? stack.front() : *std::next(now))->id;
    }
    return stack.front()->id;
}

bool ImageCanvas::meansDrag(const QPointF& position) {
    press_.moved = press_.moved || QLineF(position, press_.at).length() >= kClickReach;
    return press_.moved;
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
    const bool drags = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    if (image().isNull() || dragging_ || !drags) return;
    select_.endNudge();
    press_.button = event->button();
    press_.moved = false;
    press_.at = event->position();
    CanvasTool* tool = toolFor(*event);
    press_.id = {};
    if (tool == &select_ || mode_ == Mode::Cover) press_.id = under(press_.at);
    if (const Overlay* top = tool == &band_ ? overlays_->hit(press_.at) : nullptr) press_.id = top->id;
    if (tool->press(press_.at))
        dragging_ = tool;
    else if (several_ && band_.press(press_.at))
        dragging_ = &band_;
    updateCursor(press_.at);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    const bool moved = meansDrag(at);
    if (dragging_) {
        dragging_->move(at, moved);
        if (dragging_ == &pan_) viewChanged();
    } else {
        const Overlay* under = overlays_->hit(at);
        setHover(under ? under->id : OverlayId());
        updateCursor(at);
    }
    if (mode_ == Mode::Draw) draw_.setCrosshair(at);
    if (dragging_ || mode_ == Mode::Draw) update();
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (image().isNull() || event->button() != press_.button) return;
    press_.button = Qt::NoButton;
    CanvasTool* tool = std::exchange(dragging_, nullptr);
    if (!tool || !tool->release(event->position(), meansDrag(event->position()))) click(event->modifiers());
    updateCursor(event->position());
    update();
}

void ImageCanvas::click(Qt::KeyboardModifiers modifiers) {
    press_.clickedAt = press_.at;
    if (mode_ == Mode::Cover) return Q_EMIT coverPicked(press_.id);
    if (several_ && (modifiers & (Qt::ShiftModifier | Qt::ControlModifier))) {
        if (!press_.id.isNone()) Q_EMIT toggled(press_.id);
        return;
    }
    Q_EMIT clicked(press_.id);
}

void ImageCanvas::abandonDrag() {
    press_.button = Qt::NoButton;
    std::exchange(dragging_, nullptr)->abandon(press_.moved);
    update();
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || mode_ != Mode::Select) return;
    const Overlay* under = overlays_->selectedAt(event->position());
    if (!under) under = overlays_->hit(event->position());
    Q_EMIT doubleClicked(under ? under->id : OverlayId());
}

void ImageCanvas::contextMenuEvent(QContextMenuEvent* event) {
    const Overlay* under = overlays_->hit(event->pos());
    Q_EMIT contextMenu(under ? under->id : OverlayId(), event->globalPos());
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
    if (image().isNull()) return;
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(zoom() * std::pow(1.0015, event->angleDelta().y()), event->position());
    } else if (!fitted()) {
        const QPointF by =
            event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
        view_.moveTo(view_.offset() + by);
        viewChanged();
    } else {
        return event->ignore();
    }
    event->accept();
}

void ImageCanvas::leaveEvent(QEvent*) {
    draw_.setCrosshair({});
    setHover({});
    update();
}

// --- keys

// Arrows move the selected boxes by 1 pixel, with Shift by 10; with Ctrl they resize a single one.
bool ImageCanvas::editByKey(int key, Qt::KeyboardModifiers modifiers) {
    const auto movable = [](const Overlay& overlay) { return overlay.selected && overlay.editable; };
    if ((modifiers & Qt::AltModifier) || std::ranges::none_of(overlays(), movable)) return false;
    const double step = modifiers & Qt::ShiftModifier ? 10 : 1;
    QPointF by;
    if (key == Qt::Key_Left) by = {-step, 0};
    if (key == Qt::Key_Right) by = {step, 0};
    if (key == Qt::Key_Up) by = {0, -step};
    if (key == Qt::Key_Down) by = {0, step};
    if (by.isNull()) return false;
    if (modifiers & Qt::ControlModifier)
        select_.stretch(by);
    else
        select_.nudge(by);
    return true;
}

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    if (editByKey(event->key(), event->modifiers())) return;
    switch (event->key()) {
        case Qt::Key_Delete:
            if (const Overlay* chosen = overlays_->selected(); chosen && chosen->editable && plain) {
                const OverlayId id = chosen->id;  // the first to hear of it replaces the overlays
                return Q_EMIT deleteRequested(id);
            }
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (mode_ != Mode::Select && !dragging_ && !image().isNull()) {
                constexpr double kShare = 3;
                const QRectF seen = view_.clamped(QRectF(toImage(QPointF(0, 0)), toImage(QPointF(width(), height()))));
                QRectF box(QPointF(0, 0), seen.size() / kShare);
                box.moveCenter(seen.center());
                return mode_ == Mode::Draw ? boxDrawn(box) : coverDrawn(box);
            }
            break;
        case Qt::Key_H:
            if (!plain) break;
            return overlays_->setPeeking(true);
        case Qt::Key_Space:
            if (event->isAutoRepeat()) return;
            spaceHeld_ = true;
            return updateCursor(mapFromGlobal(QCursor::pos()));
        case Qt::Key_Escape:
            if (dragging_ && dragging_ != &pan_) return abandonDrag();
            if (mode_ != Mode::Select) return setMode(Mode::Select);
            return Q_EMIT cancelled();
        default:
            break;
    }
    event->ignore();
}

void ImageCanvas::keyReleaseEvent(QKeyEvent* event) {
    if (event->isAutoRepeat()) return;
    if (event->key() == Qt::Key_H) {
        overlays_->setPeeking(false);
    } else if (event->key() == Qt::Key_Space) {
        spaceHeld_ = false;
        updateCursor(mapFromGlobal(QCursor::pos()));
    } else if (select_.nudging()) {
        select_.endNudge();
    } else {
        event->ignore();
    }
}

void ImageCanvas::focusOutEvent(QFocusEvent*) {
    overlays_->setPeeking(false);
    spaceHeld_ = false;
    select_.endNudge();
}

// --- for screen readers

int ImageCanvas::paintedItemCount() const {
    return overlays_->visible() && !image().isNull() ? static_cast<int>(overlays().size()) : 0;
}

PaintedItem ImageCanvas::paintedItem(int index) const {
    const Overlay& overlay = overlays()[static_cast<std::size_t>(index)];
    QString name = overlay.name.isEmpty() ? tr("Box %1").arg(overlay.number) : overlay.name;
    if (!overlay.label.isEmpty() && !name.contains(overlay.label)) name += QStringLiteral(": ") + overlay.label;
    const QRect box = overlays_->boxOf(overlay).toRect();
    return {name, tr("%1 × %2 pixels at %3, %4").arg(box.width()).arg(box.height()).arg(box.x()).arg(box.y()),
            toWidget(overlays_->boxOf(overlay)), overlay.selected || overlay.emphasis == Overlay::Emphasis::Highlight};
}

void ImageCanvas::pressPaintedItem(int index) {
    const OverlayId id = overlays()[static_cast<std::size_t>(index)].id;
    mode_ == Mode::Cover ? coverPicked(id) : clicked(id);
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
