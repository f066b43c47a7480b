// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/help/help_sample.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

namespace legenda::ui {

namespace {

void drawSampleNumber(QPainter& painter, const QPointF& at) {
    const QRectF badge(at, QSizeF(14, 12));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::regionColour(0));
    painter.drawRoundedRect(badge, 3, 3);
    painter.setFont(theme::font(theme::Type::Small, QFont::DemiBold));
    painter.setPen(theme::onRegionColour(0));
    painter.drawText(badge, Qt::AlignCenter, QStringLiteral("1"));
}

void drawSampleWord(QPainter& painter, HelpSample sample) {
    const auto& c = theme::colours();
    const QString word = HelpSampleView::tr("dog");
    const QFont font = theme::font(theme::Type::Heading, QFont::Medium);
    const double width = QFontMetricsF(font).horizontalAdvance(word);
    painter.setFont(font);
    painter.setPen(sample == HelpSample::Word ? c.text : c.textWeak);
    painter.drawText(QRectF(0, 0, width + 2, 20), Qt::AlignLeft | Qt::AlignVCenter, word);
    if (sample == HelpSample::DottedWord) {
        painter.setPen(QPen(c.textWeak, 1.5, Qt::DotLine));
        painter.drawLine(QPointF(0, 22), QPointF(width, 22));
        return;
    }
    painter.setPen(QPen(theme::regionColour(0), 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(0, 22.5), QPointF(width, 22.5));
    drawSampleNumber(painter, {width + 6, 13});
}

void drawSampleBox(QPainter& painter, HelpSample sample) {
    const QRectF box(2, 3, 40, 21);
    const QColor grey = theme::colours().textWeak;
    const bool coloured = sample == HelpSample::Box;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(coloured ? theme::regionColour(0) : grey, 2,
                        sample == HelpSample::DashedBox ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawRect(box);
    if (coloured) drawSampleNumber(painter, box.topRight() + QPointF(6, 0));
}

void drawSampleCurve(QPainter& painter) {
    QPainterPath mean(QPointF(2, 5)), steps(QPointF(2, 5));
    mean.cubicTo({12, 20}, {30, 22}, {56, 23});
    for (int i = 1; i <= 18; ++i) {
        const double x = 2 + 3.0 * i, y = 5 + 18 * (1 - 1 / (1 + 0.35 * i));
        steps.lineTo(x, y + (i % 2 ? -3 : 2));
    }
    QColor faint = theme::regionColour(0);
    faint.setAlphaF(0.45F);
    painter.setBrush(Qt::NoBrush);
    painter.strokePath(steps, QPen(faint, 1));
    painter.strokePath(mean, QPen(theme::regionColour(0), 2));
}

}  // namespace

HelpSampleView::HelpSampleView(HelpSample sample, QWidget* parent) : QWidget(parent), sample_(sample) {
    setFixedSize(sizeHint());
}

void HelpSampleView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    switch (sample_) {
        case HelpSample::None:
            return;
        case HelpSample::Word:
        case HelpSample::PaleWord:
        case HelpSample::DottedWord:
            return drawSampleWord(painter, sample_);
        case HelpSample::Box:
        case HelpSample::DashedBox:
        case HelpSample::GreyBox:
            return drawSampleBox(painter, sample_);
        case HelpSample::Curve:
            return drawSampleCurve(painter);
        case HelpSample::Mark:
            painter.fillRect(QRectF(2, 4, 3, 20), theme::colours().accent);
            painter.fillRect(QRectF(5, 4, 50, 20), theme::colours().selected);
    }
}

}  // namespace legenda::ui
