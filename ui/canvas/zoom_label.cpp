// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/zoom_label.h"

#include "ui/canvas/image_canvas.h"

#include <QMouseEvent>

namespace legenda::ui {

ZoomLabel::ZoomLabel(ImageCanvas* canvas, QWidget* parent)
    : ToneLabel(tr("%1 %").arg(100), theme::Type::Small, ToneLabel::Tone::Weak, parent), canvas_(canvas) {
    setObjectName(QStringLiteral("zoom"));
    setAlignment(Qt::AlignCenter);
    setMinimumWidth(44);
    setToolTip(tr("One image pixel to one screen pixel is 100 %. A double click fits the image"));
    connect(canvas_, &ImageCanvas::zoomChanged, this,
            [this](double zoom) { setText(tr("%1 %").arg(qRound(zoom * devicePixelRatioF() * 100))); });
}

void ZoomLabel::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) canvas_->fit();
    event->accept();
}

}  // namespace legenda::ui
