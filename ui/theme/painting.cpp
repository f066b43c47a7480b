// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/painting.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QWidget>

namespace legenda::ui::theme {

void drawRowGround(QPainter& painter, const QRectF& ground, QStyle::State state) {
    if (!(state & (QStyle::State_Selected | QStyle::State_MouseOver))) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(state & QStyle::State_Selected ? colours().selected : colours().hover);
    painter.drawRoundedRect(ground, kRadius, kRadius);
}

void paintFloating(QWidget* widget, const QColor& frame) {
    QPainter painter(widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(frame);
    painter.setBrush(colours().raised);
    painter.drawRoundedRect(QRectF(widget->rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius + 2, kRadius + 2);
}

}  // namespace legenda::ui::theme
