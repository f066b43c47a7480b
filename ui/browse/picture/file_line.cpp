// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/picture/file_line.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace legenda::ui {

FileLine::FileLine(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FileLine::setFile(const QString& name, const QString& facts, const QString& source) {
    source_ = source;
    name_ = name;
    facts_ = facts;
    QStringList said{name};
    for (const QString& each : {facts, source})
        if (!each.isEmpty()) said += each;
    setAccessibleName(said.join(QStringLiteral(", ")));
    update();
}

void FileLine::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    const QFont font = theme::font(theme::Type::Base, QFont::Medium);
    const QFontMetricsF metrics(font);
    double right = width();
    if (!source_.isEmpty()) {
        const double source = std::min(metrics.horizontalAdvance(source_), right / 2);
        painter.setFont(font);
        painter.setPen(c.accentText);
        painter.drawText(QRectF(right - source, 0, source, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(source_, Qt::ElideRight, source + 1));
        right -= source + theme::kSpace2;
    }
    const double name = metrics.horizontalAdvance(name_),
                 facts = QFontMetricsF(theme::font()).horizontalAdvance(facts_);
    painter.setFont(font);
    painter.setPen(c.text);
    painter.drawText(QRectF(0, 0, right, height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(name_, Qt::ElideMiddle, right));
    if (name + theme::kSpace2 + facts > right) return;
    painter.setFont(theme::font());
    painter.setPen(c.textWeak);
    painter.drawText(QRectF(rect()).adjusted(name + theme::kSpace2, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, facts_);
}

}  // namespace legenda::ui
