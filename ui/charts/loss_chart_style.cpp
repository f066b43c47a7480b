// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// LossChart: colours, and the values under the cursor.
#include "ui/charts/loss_chart.h"
#include "ui/charts/loss_chart_plot.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace legenda::ui {

QString figureTitle(const QString& name) {
    const bool dev = name.startsWith(QLatin1String("dev."));
    QString key = (dev ? name.mid(4) : name).toLower(), of;
    for (const auto& [suffix, words] : {std::pair("_image_annotation", LossChart::tr("annotation")),
                                        std::pair("_image_search", LossChart::tr("search"))}) {
        if (!key.endsWith(QLatin1String(suffix))) continue;
        key.chop(static_cast<qsizetype>(qstrlen(suffix)));
        of = QLatin1Char(' ') + words;
    }
    static const std::map<QString, QString> kTitles{
        {QStringLiteral("r1"), QStringLiteral("R@1")},
        {QStringLiteral("r5"), QStringLiteral("R@5")},
        {QStringLiteral("r10"), QStringLiteral("R@10")},
        {QStringLiteral("rsum"), LossChart::tr("sum of recalls")},
        {QStringLiteral("median_rank"), LossChart::tr("median rank")},
        {QStringLiteral("spread"), LossChart::tr("score spread")},
        {QStringLiteral("cider"), QStringLiteral("CIDEr")},
        {QStringLiteral("bleu1"), QStringLiteral("BLEU-1")},
        {QStringLiteral("bleu2"), QStringLiteral("BLEU-2")},
        {QStringLiteral("bleu3"), QStringLiteral("BLEU-3")},
        {QStringLiteral("bleu4"), QStringLiteral("BLEU-4")},
    };
    const auto found = kTitles.find(key);
    const QString title =
        (found == kTitles.end() ? key.replace(QLatin1Char('_'), QLatin1Char(' ')) : found->second) + of;
    return dev ? LossChart::tr("dev %1").arg(title) : title;
}

QString figureText(const QString& name, double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    const QString key = (name.startsWith(QLatin1String("dev.")) ? name.mid(4) : name).toLower();
    const auto starts = [&](const char* text) { return key.startsWith(QLatin1String(text)); };
    if (starts("rsum")) return LossChart::tr("%1 %").arg(value, 0, 'f', 0);
    if (starts("r1") || starts("r5") || starts("recall") || starts("accuracy") || starts("pointing"))
        return LossChart::tr("%1 %").arg(value, 0, 'f', 1);
    if (starts("median_rank") || starts("perplexity")) return QString::number(value, 'f', 1);
    return QString::number(value, 'f', 3);
}

void LossChart::styleRun(Run& run) {
    QColor faint = run.colour;
    // Without smoothing the two lines are the same: the raw one is hidden under the other.
    faint.setAlphaF(past_ > 0 ? 0.28F : 0.0F);
    run.raw->setPen(QPen(faint, 1));
    run.smooth->setPen(QPen(run.colour, 2));
    run.figure->setPen(QPen(run.colour, 2));
    run.figure->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, run.colour, run.colour, 6));
}

void LossChart::applyColours() {
    const QColor text = theme::colours().textWeak;
    const QColor grid = theme::colours().grid;
    plot_->setBackground(theme::colours().ground);
    const QFont small = theme::font(theme::Type::Small);
    QPalette floating = values_->palette();
    if (floating.color(QPalette::Window) != theme::colours().raised) {
        floating.setColor(QPalette::Window, theme::colours().raised);
        values_->setPalette(floating);
    }
    for (auto* rect : {lossRect_, figureRect_}) {
        for (auto side : {QCPAxis::atBottom, QCPAxis::atLeft}) {
            auto* axis = rect->axis(side);
            axis->setBasePen(QPen(grid));
            axis->setTickPen(Qt::NoPen);
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelColor(text);
            axis->setTickLabelFont(small);
            axis->setLabelColor(text);
            axis->setLabelFont(small);
            axis->setNumberFormat(QStringLiteral("g"));
            axis->setNumberPrecision(5);
            axis->grid()->setPen(QPen(grid, 1));
            axis->grid()->setZeroLinePen(QPen(grid, 1));
            axis->grid()->setVisible(side == QCPAxis::atLeft);
        }
        rect->axis(QCPAxis::atLeft)->setBasePen(Qt::NoPen);
    }
    for (auto* line : {lossCursor_, figureCursor_}) line->setPen(QPen(text, 1, Qt::DotLine));
    for (auto& [id, run] : runs_) styleRun(run);
    schedule();
}

void LossChart::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && plot_) applyColours();
}

bool LossChart::eventFilter(QObject* watched, QEvent* event) {
    if (watched == plot_ && event->type() == QEvent::MouseMove)
        showValuesAt(static_cast<QMouseEvent*>(event)->position());
    if (watched == plot_ && event->type() == QEvent::Leave) hideValues();
    return QWidget::eventFilter(watched, event);
}

QString LossChart::valuesHtml(double step) const {
    const auto nearest = [step](const auto& points) {
        auto at = std::lower_bound(points.begin(), points.end(), step,
                                   [](const auto& point, double s) { return point.step < s; });
        if (at == points.end() || (at != points.begin() && step - std::prev(at)->step < at->step - step)) --at;
        return at;
    };
    QString rows;
    double shownStep = step, epoch = 0;
    for (const auto& [id, run] : runs_) {
        if (run.points.empty()) continue;
        const auto at = nearest(run.points);
        shownStep = at->step;
        epoch = at->epoch;
        const auto smooth = run.smooth->data()->findBegin(at->step, false);
        QString loss = QString::number(at->loss, 'f', 4);
        if (past_ > 0 && smooth != run.smooth->data()->constEnd())
            loss = tr("%1 (mean %2)").arg(loss, QString::number(smooth->value, 'f', 4));
        QString value;
        if (const auto found = run.figures.find(figure()); found != run.figures.end() && !found->second.empty()) {
            const auto point = nearest(found->second);
            value = tr(" · %1 after epoch %2").arg(figureText(figure(), point->value)).arg(point->epoch);
        }
        rows += QStringLiteral("<div><span style='color:%1'>●</span> %2 &nbsp;<b>%3</b>%4</div>")
                    .arg(run.colour.name(), run.name.toHtmlEscaped(), loss, value);
    }
    if (rows.isEmpty()) return {};
    return tr("<div>step %L1 · epoch %2</div>").arg(qRound64(shownStep)).arg(epoch, 0, 'f', 2) + rows;
}

void LossChart::showValuesAt(const QPointF& position) {
    auto* x = lossRect_->axis(QCPAxis::atBottom);
    const bool inside =
        lossRect_->rect().contains(position.toPoint()) || figureRect_->rect().contains(position.toPoint());
    const double step = x->pixelToCoord(position.x());
    const QString html = inside ? valuesHtml(step) : QString();
    if (html.isEmpty()) return hideValues();
    for (auto* line : {lossCursor_, figureCursor_}) {
        line->point1->setCoords(step, 1);
        line->point2->setCoords(step, 2);
        line->setVisible(true);
    }
    values_->setText(html);
    values_->adjustSize();
    const bool right = position.x() + 16 + values_->width() < plot_->width();
    const int left = qRound(right ? position.x() + 12 : position.x() - 12 - values_->width());
    values_->move(std::max(0, left), lossRect_->top() + 4);
    values_->show();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void LossChart::hideValues() {
    values_->hide();
    if (!lossCursor_->visible()) return;
    lossCursor_->setVisible(false);
    figureCursor_->setVisible(false);
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace legenda::ui
