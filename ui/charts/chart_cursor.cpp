// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_cursor.h"

#include "ui/charts/loss_chart_plot.h"
#include "ui/theme/theme.h"

#include <QLabel>

#include <algorithm>

namespace legenda::ui {

ChartCursor::ChartCursor(QCustomPlot* plot, std::vector<QCPAxisRect*> charts)
    : QObject(plot), plot_(plot), charts_(std::move(charts)), values_(new QLabel(plot)) {
    for (QCPAxisRect* chart : charts_) {
        auto* line = new QCPItemStraightLine(plot);
        line->setClipAxisRect(chart);
        for (auto* position : {line->point1, line->point2})
            position->setAxes(chart->axis(QCPAxis::atBottom), chart->axis(QCPAxis::atLeft));
        line->setVisible(false);
        lines_.push_back(line);
    }
    values_->setObjectName(QStringLiteral("values"));
    values_->setTextFormat(Qt::RichText);
    values_->setFont(theme::font(theme::Type::Small));
    values_->setAttribute(Qt::WA_TransparentForMouseEvents);
    values_->setMargin(8);
    values_->setAutoFillBackground(true);
    values_->setFrameStyle(QFrame::Box | QFrame::Plain);
    values_->hide();
}

double ChartCursor::stepAt(const QPointF& position) const {
    return charts_.front()->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
}

bool ChartCursor::isInside(const QPointF& position) const {
    return std::ranges::any_of(charts_,
                               [&](const QCPAxisRect* chart) { return chart->rect().contains(position.toPoint()); });
}

void ChartCursor::show(const QPointF& position, const QString& html) {
    const double step = stepAt(position);
    for (auto* line : lines_) {
        line->point1->setCoords(step, 1);
        line->point2->setCoords(step, 2);
        line->setVisible(true);
    }
    values_->setText(html);
    values_->adjustSize();
    const bool right = position.x() + 16 + values_->width() < plot_->width();
    const int left = qRound(right ? position.x() + 12 : position.x() - 12 - values_->width());
    values_->move(std::max(0, left), charts_.front()->top() + 4);
    values_->show();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCursor::hide() {
    values_->hide();
    if (!lines_.front()->visible()) return;
    for (auto* line : lines_) line->setVisible(false);
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void ChartCursor::applyColours() {
    QPalette floating = values_->palette();
    if (floating.color(QPalette::Window) != theme::colours().raised) {
        floating.setColor(QPalette::Window, theme::colours().raised);
        values_->setPalette(floating);
    }
    for (auto* line : lines_) line->setPen(QPen(theme::colours().textWeak, 1, Qt::DotLine));
}

}  // namespace legenda::ui
