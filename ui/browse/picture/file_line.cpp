// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/picture/file_line.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace legenda::ui {

FileLine::FileLine(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FileLine::setFile(const QString& name, const QString& facts) {
    name_ = name;
    facts_ = facts;
    setAccessibleName(facts.isEmpty() ? name : name + QStringLiteral(", ") + facts);
    update();
}

void FileLine::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    const QFont font = theme::font(theme::Type::Base, QFont::Medium);
    const QFontMetricsF metrics(font);
    const double name = metrics.horizontalAdvance(name_),
                 facts = QFontMetricsF(theme::font()).horizontalAdvance(facts_);
    painter.setFont(font);
    painter.setPen(c.text);
    painter.drawText(QRectF(rect()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(name_, Qt::ElideMiddle, width()));
    if (name + theme::kSpace2 + facts > width()) return;
    painter.setFont(theme::font());
    painter.setPen(c.textWeak);
    painter.drawText(QRectF(rect()).adjusted(name + theme::kSpace2, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, facts_);
}

}  // namespace legenda::ui
