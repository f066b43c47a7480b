// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/drop_target.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace legenda::ui {

DropTarget::DropTarget(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropTarget::show(const QString& sentence) {
    text_ = sentence;
    setGeometry(parentWidget()->rect());
    raise();
    QWidget::show();
    update();
}

void DropTarget::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = c.ground;
    veil.setAlphaF(0.75F);
    painter.fillRect(rect(), veil);
    const QRectF frame = QRectF(rect()).adjusted(theme::kSpace2, theme::kSpace2, -theme::kSpace2, -theme::kSpace2);
    painter.setPen(QPen(c.accent, 2, Qt::DashLine));
    painter.drawRoundedRect(frame, 6, 6);
    painter.setFont(theme::font(theme::Type::Title, QFont::DemiBold));
    painter.setPen(c.text);
    const QString line = painter.fontMetrics().elidedText(text_, Qt::ElideMiddle, width() - 96);
    painter.drawText(rect(), Qt::AlignCenter, line);
}

}  // namespace legenda::ui
