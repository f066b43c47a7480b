// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/thumbnail_painting.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

namespace legenda::ui {

QRectF drawCovering(QPainter& painter, const QRectF& frame, const QPixmap& picture) {
    const QSizeF part = frame.size().scaled(picture.size(), Qt::KeepAspectRatio);
    const QRectF visible(QPointF((picture.width() - part.width()) / 2, (picture.height() - part.height()) / 2), part);
    painter.drawPixmap(frame, picture, visible);
    return visible;
}

void drawCornerLabel(QPainter& painter, const QRectF& frame, const QString& text) {
    painter.setFont(theme::font(theme::Type::Small, QFont::DemiBold));
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 10;
    const QRectF label(frame.right() - width - 4, frame.bottom() - 20, width, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 170));
    painter.drawRoundedRect(label, 4, 4);
    painter.setPen(Qt::white);
    painter.drawText(label, Qt::AlignCenter, text);
}

void drawProblem(QPainter& painter, const QRectF& frame) {
    constexpr int kSide = 20;
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QPixmap icon = theme::iconPixmap(QStringLiteral("warning"), theme::colours().warning, kSide, ratio);
    painter.drawPixmap(frame.center() - QPointF(kSide, kSide) / 2, icon);
}

void drawThumbnail(QPainter& painter, const QRectF& frame, const QPixmap& picture, const QString& problem,
                   double radius) {
    QPainterPath clip;
    clip.addRoundedRect(frame, radius, radius);
    painter.fillPath(clip, theme::colours().backdrop);
    if (!picture.isNull()) {
        painter.setClipPath(clip);
        drawCovering(painter, frame, picture);
        painter.setClipping(false);
    } else if (!problem.isEmpty()) {
        drawProblem(painter, frame);
    }
}

void drawCellOutline(QPainter& painter, const QRectF& frame, QStyle::State state) {
    if (!(state & (QStyle::State_MouseOver | QStyle::State_Selected))) return;
    const bool selected = state & QStyle::State_Selected;
    const auto& c = theme::colours();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(selected ? c.accentText : c.textDisabled, selected ? 2.5 : 1.5));
    painter.drawRoundedRect(frame, 5, 5);
}

}  // namespace legenda::ui
