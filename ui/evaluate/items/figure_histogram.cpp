// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/items/figure_histogram.h"

#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kBars = 34;       // height of the bars at the usual size of text
constexpr double kThinBar = 2;  // of a range that holds an item

// One bar for each whole number.
evaluation::Histogram ofWholeNumbers(const evaluation::Histogram& histogram) {
    const double range = histogram.high - histogram.low;
    const std::size_t bins = histogram.counts.size();
    evaluation::Histogram found{histogram.low, histogram.high, {}, histogram.without};
    found.counts.resize(static_cast<std::size_t>(std::lround(range)) + 1);
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const double share = bins > 1 ? double(bin) / double(bins - 1) : 0;
        found.counts[static_cast<std::size_t>(std::lround(share * range))] += histogram.counts[bin];
    }
    return found;
}

}  // namespace

FigureHistogram::FigureHistogram(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Histogram"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void FigureHistogram::setHistogram(evaluation::Histogram histogram, std::function<QString(double)> text, bool whole) {
    whole_ = !histogram.counts.empty() && (whole || histogram.high == histogram.low);
    histogram_ = whole_ ? ofWholeNumbers(histogram) : std::move(histogram);
    text_ = std::move(text);
    chosen_ = lit_ = -1;
    PaintedItems::tellChanged(this);
    update();
}

void FigureHistogram::clear() {
    setHistogram({}, {});
}

void FigureHistogram::choose(int bin) {
    if (bin == chosen_ || bin >= paintedItemCount()) return;
    chosen_ = bin;
    update();
    Q_EMIT chosenChanged(bin);
}

double FigureHistogram::low(int bin) const {
    return histogram_.low + (histogram_.high - histogram_.low) * bin / std::max(1.0, double(histogram_.counts.size()));
}

QString FigureHistogram::wholeText(int bin) const {
    const auto count = static_cast<qulonglong>(histogram_.counts[static_cast<std::size_t>(bin)]);
    return tr("%1: %2").arg(text_(histogram_.low + bin), QLocale().toString(count));
}

PaintedItem FigureHistogram::paintedItem(int index) const {
    const auto count = histogram_.counts[static_cast<std::size_t>(index)];
    return {whole_ ? tr("%1 items").arg(wholeText(index))
                   : tr("%1 to %2: %3 items").arg(text_(low(index)), text_(low(index + 1))).arg(count),
            {},
            columnOf(index),
            index == chosen_};
}

void FigureHistogram::pressPaintedItem(int index) {
    choose(index == chosen_ ? -1 : index);
}

QSize FigureHistogram::sizeHint() const {
    return {220, minimumSizeHint().height()};
}

QSize FigureHistogram::minimumSizeHint() const {
    return {120, theme::scaled(kBars) + QFontMetrics(theme::font(theme::Type::Small)).height()};
}

QRectF FigureHistogram::columnOf(int bin) const {
    const double step = double(width()) / std::max<std::size_t>(1, histogram_.counts.size());
    return {bin * step, 0, step, double(height())};
}

int FigureHistogram::binAt(const QPointF& position) const {
    const int count = paintedItemCount();
    if (count == 0 || !QRectF(rect()).contains(position)) return -1;
    return std::clamp(static_cast<int>(position.x() / columnOf(0).width()), 0, count - 1);
}

void FigureHistogram::setLit(int bin) {
    if (std::exchange(lit_, bin) != bin) update();
}

void FigureHistogram::paintEvent(QPaintEvent*) {
    if (histogram_.counts.empty()) return;
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setFont(theme::font(theme::Type::Small));
    const double foot = painter.fontMetrics().height(), base = height() - foot;
    const auto most = std::max<std::size_t>(1, *std::ranges::max_element(histogram_.counts));
    for (int bin = 0; bin < paintedItemCount(); ++bin) {
        const auto count = histogram_.counts[static_cast<std::size_t>(bin)];
        const QRectF column = columnOf(bin);
        if (bin == lit_) painter.fillRect(QRectF(column.left(), 0, column.width(), base), c.hover);
        if (count == 0) continue;
        const double high = std::max(kThinBar, (base - 1) * double(count) / double(most));
        const bool on = chosen_ < 0 || chosen_ == bin;
        const double gap = whole_ ? column.width() / 4 : 1;
        painter.fillRect(QRectF(column.left() + gap / 2, base - high, std::max(1.0, column.width() - gap), high),
                         on ? c.accent : c.borderStrong);
    }
    painter.setPen(c.border);
    painter.drawLine(QPointF(0, base), QPointF(width(), base));
    painter.setPen(c.textWeak);
    const QRectF words(0, base, width(), foot);
    for (int bin = 0; whole_ && bin < paintedItemCount(); ++bin) {
        const QRectF column = columnOf(bin);
        painter.drawText(QRectF(column.left(), base, column.width(), foot), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(wholeText(bin), Qt::ElideRight, int(column.width())));
    }
    if (!whole_) {
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, text_(histogram_.low));
        painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, text_(histogram_.high));
    }
    if (hasFocus()) {
        painter.setPen(c.accent);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void FigureHistogram::mouseMoveEvent(QMouseEvent* event) {
    setLit(binAt(event->position()));
}

void FigureHistogram::mousePressEvent(QMouseEvent* event) {
    if (const int bin = binAt(event->position()); bin >= 0) pressPaintedItem(bin);
}

void FigureHistogram::keyPressEvent(QKeyEvent* event) {
    const int count = paintedItemCount();
    const bool step = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    const bool press = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (count > 0 && step) {
        setLit(std::clamp(lit_ + (event->key() == Qt::Key_Left ? -1 : 1), 0, count - 1));
        PaintedItems::tellFocus(this, lit_);
    } else if (lit_ >= 0 && press) {
        pressPaintedItem(lit_);
    } else {
        event->ignore();
    }
}

void FigureHistogram::leaveEvent(QEvent*) {
    setLit(-1);
}

bool FigureHistogram::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    if (const int bin = binAt(help->pos()); bin >= 0)
        QToolTip::showText(help->globalPos(), paintedItem(bin).name, this);
    else
        QToolTip::hideText();
    return true;
}

}  // namespace legenda::ui
