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
      select_(this, &view_, overlays_) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Photograph"));
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(overlays_, &CanvasOverlays::repaint, this, qOverload<>(&QWidget::update));
}

// --- picture and view

void ImageCanvas::setImage(const QImage& image, const QSize& fullSize) {
    const bool same = !image.isNull() && fullSize == view_.fullSize() && !picture_->image().isNull();
    picture_->setImage(image);
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

void ImageCanvas::zoomed() {
    viewChanged();
    picture_->sharpenSoon();
    Q_EMIT zoomChanged(zoom());
}

void ImageCanvas::viewChanged() {
    overlays_->viewChanged();
    placeBubble();
    update();
}

void ImageCanvas::resizeEvent(QResizeEvent*) {
    view_.setSize(size());
    if (fitted()) return fit();
    view_.keepInSight();
    viewChanged();
}

void ImageCanvas::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.backdrop);
    if (!image().isNull()) picture_->paint(painter);
    if (!message_.isEmpty()) {
        painter.setFont(theme::font());
        painter.setPen(c.textWeak);
        painter.drawText(QRectF(rect()).adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, message_);
    }
    if (image().isNull()) return;
    if (!overlays_->hidden()) overlays_->paint(painter);
    if (mode_ == Mode::Draw && !dragging_) draw_.paintCrosshair(painter);
    if (dragging_ == &draw_) draw_.paintBox(painter);
}

// --- overlays

void ImageCanvas::setOverlays(std::vector<Overlay> overlays) {
    const bool others = overlays.size() != overlays_->all().size();
    overlays_->set(std::move(overlays));
    if ((select_.nudging() || dragging_ == &select_) && !select_.keepsBox()) dragging_ = nullptr;
    if (!hoverId_.isNone() && !overlays_->find(hoverId_)) hoverId_ = {};
    if (others) tellChanged(this);
}

void ImageCanvas::setOverlaysVisible(bool visible) {
    overlays_->setVisible(visible);
}

void ImageCanvas::setMode(Mode mode) {
    if (mode == mode_) return;
    mode_ = mode;
    if (mode == Mode::Select) draw_.setCrosshair({});
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
    setCursor(overlays_->hit(position) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

CanvasTool* ImageCanvas::toolFor(Qt::MouseButton button) {
    if (button == Qt::MiddleButton || spaceHeld_) return &pan_;
    if (mode_ == Mode::Draw) return &draw_;
    return &select_;
}

bool ImageCanvas::meansDrag(const QPointF& position) {
    dragMoves_ = dragMoves_ || QLineF(position, press_).length() >= kClickReach;
    return dragMoves_;
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
    const bool drags = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    if (image().isNull() || dragging_ || !drags) return;
    select_.endNudge();
    dragButton_ = event->button();
    dragMoves_ = false;
    press_ = event->position();
    CanvasTool* tool = toolFor(event->button());
    const Overlay* under = tool == &select_ ? overlays_->hit(press_) : nullptr;
    pressId_ = under ? under->id : OverlayId();
    if (tool->press(press_)) dragging_ = tool;
    updateCursor(press_);
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
    if (image().isNull() || event->button() != dragButton_) return;
    dragButton_ = Qt::NoButton;
    CanvasTool* tool = std::exchange(dragging_, nullptr);
    if (!tool || !tool->release(event->position(), meansDrag(event->position()))) Q_EMIT clicked(pressId_);
    updateCursor(event->position());
    update();
}

void ImageCanvas::abandonDrag() {
    dragButton_ = Qt::NoButton;
    std::exchange(dragging_, nullptr)->abandon(dragMoves_);
    update();
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || mode_ == Mode::Draw) return;
    const Overlay* under = overlays_->hit(event->position());
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

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
    const Overlay* chosen = overlays_->selected();
    const double step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    const bool editable = chosen && chosen->editable && plain;
    switch (event->key()) {
        case Qt::Key_Left:
            if (editable) return select_.nudge({-step, 0});
            break;
        case Qt::Key_Right:
            if (editable) return select_.nudge({step, 0});
            break;
        case Qt::Key_Up:
            if (editable) return select_.nudge({0, -step});
            break;
        case Qt::Key_Down:
            if (editable) return select_.nudge({0, step});
            break;
        case Qt::Key_Delete:
            if (editable) return Q_EMIT deleteRequested(chosen->id);
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
            if (mode_ == Mode::Draw) return setMode(Mode::Select);
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
    Q_EMIT clicked(overlays()[static_cast<std::size_t>(index)].id);
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
