// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_canvas.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

// The mouse and the keys of the canvas.
namespace legenda::ui {

namespace {

constexpr double kClickReach = 4;  // a press that moves less is a click
constexpr double kMinSide = 3;     // widget pixels of a drawn box

}  // namespace

// --- mouse

void ImageCanvas::setHover(const OverlayId& id) {
    if (id == hoverId_) return;
    hoverId_ = id;
    Q_EMIT hovered(id);
}

void ImageCanvas::updateCursor(const QPointF& position) {
    if (drag_ == Drag::Pan) return setCursor(Qt::ClosedHandCursor);
    if (spaceHeld_) return setCursor(Qt::OpenHandCursor);
    if (mode_ == Mode::Draw && !image_.isNull()) return setCursor(Qt::CrossCursor);
    constexpr Qt::CursorShape shapes[8] = {Qt::SizeFDiagCursor, Qt::SizeVerCursor,   Qt::SizeBDiagCursor,
                                           Qt::SizeHorCursor,   Qt::SizeFDiagCursor, Qt::SizeVerCursor,
                                           Qt::SizeBDiagCursor, Qt::SizeHorCursor};
    if (const int handle = handleAt(position); handle >= 0) return setCursor(shapes[handle]);
    if (selectedAt(position)) return setCursor(Qt::SizeAllCursor);
    const Overlay* under = hit(position);
    setCursor(under ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
    const bool draws = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    if (image_.isNull() || drag_ != Drag::None || !draws) return;
    endNudge();
    dragButton_ = event->button();
    dragMoves_ = false;
    pressWidget_ = event->position();
    pressImage_ = toImage(pressWidget_);
    pressOffset_ = offset_;
    pressId_ = {};
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && spaceHeld_)) {
        drag_ = Drag::Pan;
    } else if (event->button() == Qt::LeftButton && mode_ == Mode::Draw) {
        drag_ = Drag::Draw;
        drawBox_ = {};
    } else if (event->button() == Qt::LeftButton) {
        handle_ = handleAt(pressWidget_);
        const Overlay* under = hit(pressWidget_);
        pressId_ = under ? under->id : OverlayId();
        // The selected box takes the drag, however small the one that a click here would choose.
        const Overlay* chosen = handle_ >= 0 ? selected() : selectedAt(pressWidget_);
        if (chosen) {
            drag_ = handle_ >= 0 ? Drag::Resize : Drag::Move;
            dragId_ = chosen->id;
            dragStart_ = dragBox_ = chosen->box;
        }
    }
    updateCursor(pressWidget_);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    dragMoves_ = dragMoves_ || QLineF(at, pressWidget_).length() >= kClickReach;
    switch (drag_) {
        case Drag::Pan:
            offset_ = pressOffset_ + at - pressWidget_;
            fitted_ = false;
            clampOffset();
            labelsStale_ = true;
            placeBubble();
            break;
        case Drag::Draw:
            drawBox_ = clamped(QRectF(pressImage_, toImage(at)));
            break;
        case Drag::Move:
        case Drag::Resize:
            if (!dragMoves_) break;
            dragBox_ = dragged(toImage(at));
            labelsStale_ = true;
            Q_EMIT boxEditing(dragId_, dragBox_);
            break;
        case Drag::None: {
            const Overlay* under = hit(at);
            setHover(under ? under->id : OverlayId());
            updateCursor(at);
            break;
        }
    }
    if (mode_ == Mode::Draw) crosshair_ = at;
    if (drag_ != Drag::None || mode_ == Mode::Draw) update();
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (image_.isNull() || event->button() != dragButton_) return;
    finishDrag(event->position());
    updateCursor(event->position());
    update();
}

void ImageCanvas::finishDrag(const QPointF& widget) {
    const Drag was = drag_;
    dragButton_ = Qt::NoButton;
    const bool moved = dragMoves_ || QLineF(widget, pressWidget_).length() >= kClickReach;
    if ((was == Drag::Move || was == Drag::Resize) && moved) {
        const QRectF box = dragged(toImage(widget));
        drag_ = Drag::None;
        store(dragId_, box);
        Q_EMIT boxChanged(dragId_, box);
        return;
    }
    drag_ = Drag::None;
    if (was == Drag::Pan) return;
    if (was == Drag::Draw) {
        const QRectF box = clamped(QRectF(pressImage_, toImage(widget)));
        drawBox_ = {};
        if (std::min(box.width(), box.height()) * zoom_ >= kMinSide) Q_EMIT boxDrawn(box);
        return;
    }
    if (!moved || was == Drag::None) Q_EMIT clicked(pressId_);
}

// As if the drag had never begun: whoever followed it is handed the box of the press.
void ImageCanvas::abandonDrag() {
    const bool handBack = dragMoves_ && drag_ != Drag::Draw;
    drag_ = Drag::None;
    dragButton_ = Qt::NoButton;
    drawBox_ = {};
    labelsStale_ = true;
    update();
    if (handBack) Q_EMIT boxEditing(dragId_, dragStart_);
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || mode_ == Mode::Draw) return;
    const Overlay* under = hit(event->position());
    Q_EMIT doubleClicked(under ? under->id : OverlayId());
}

void ImageCanvas::contextMenuEvent(QContextMenuEvent* event) {
    const Overlay* under = hit(event->pos());
    Q_EMIT contextMenu(under ? under->id : OverlayId(), event->globalPos());
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
    if (image_.isNull()) return;
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(zoom_ * std::pow(1.0015, event->angleDelta().y()), event->position());
    } else if (!fitted_) {
        const QPointF by =
            event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
        offset_ += by;
        clampOffset();
        labelsStale_ = true;
        placeBubble();
        update();
    } else {
        return event->ignore();
    }
    event->accept();
}

void ImageCanvas::leaveEvent(QEvent*) {
    crosshair_.reset();
    setHover({});
    update();
}

// --- keys

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
    const Overlay* chosen = selected();
    const double step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    const bool editable = chosen && chosen->editable && plain;
    switch (event->key()) {
        case Qt::Key_Left:
            if (editable) return nudge({-step, 0});
            break;
        case Qt::Key_Right:
            if (editable) return nudge({step, 0});
            break;
        case Qt::Key_Up:
            if (editable) return nudge({0, -step});
            break;
        case Qt::Key_Down:
            if (editable) return nudge({0, step});
            break;
        case Qt::Key_Delete:
            if (editable) return Q_EMIT deleteRequested(chosen->id);
            break;
        case Qt::Key_H:
            if (!plain) break;
            peeking_ = true;
            return update();
        case Qt::Key_Space:
            if (event->isAutoRepeat()) return;
            spaceHeld_ = true;
            return updateCursor(mapFromGlobal(QCursor::pos()));
        case Qt::Key_Escape:
            if (drag_ == Drag::Draw || drag_ == Drag::Move || drag_ == Drag::Resize) return abandonDrag();
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
        peeking_ = false;
        update();
    } else if (event->key() == Qt::Key_Space) {
        spaceHeld_ = false;
        updateCursor(mapFromGlobal(QCursor::pos()));
    } else if (nudging_) {
        endNudge();
    } else {
        event->ignore();
    }
}

void ImageCanvas::focusOutEvent(QFocusEvent*) {
    peeking_ = spaceHeld_ = false;
    endNudge();
    update();
}

}  // namespace legenda::ui
