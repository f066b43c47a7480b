// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_list.h"

#include "core/project/model_kind.h"
#include "core/runs/run_state.h"

#include "ui/charts/figure_text.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/short_time.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <tuple>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kRowHeight = 56;
constexpr int kSwatch = 12;

// A region colour with enough contrast to the chart's background in both schemes.
QColor runColour(int index) {
    return theme::readable(theme::regionColour(index), theme::colours().ground, 3.0);
}

void paintSpark(QPainter& painter, const QRectF& rect, const std::vector<double>& values, const QColor& colour) {
    if (values.size() < 2) return;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double span = std::max(*high - *low, 1e-12);
    QPainterPath path;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QPointF point(
            rect.left() + rect.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1),
            rect.bottom() - rect.height() * (values[i] - *low) / span);
        if (i == 0)
            path.moveTo(point);
        else
            path.lineTo(point);
    }
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

void paintStateDot(QPainter& painter, const QPointF& centre, const std::string& state, double fraction) {
    const QColor colour = runStateColour(state);
    if (state == "running" && fraction >= 0) {
        const QRectF ring(centre.x() - 5, centre.y() - 5, 10, 10);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme::colours().borderStrong, 2));
        painter.drawEllipse(ring);
        painter.setPen(QPen(colour, 2, Qt::SolidLine, Qt::FlatCap));
        painter.drawArc(ring, 90 * 16, -qRound(std::min(fraction, 1.0) * 360 * 16));
        return;
    }
    const bool hollow = state == "stopped" || state == "paused";
    painter.setPen(hollow ? QPen(colour, 2) : QPen(Qt::NoPen));
    painter.setBrush(hollow ? QBrush(Qt::NoBrush) : QBrush(colour));
    painter.drawEllipse(centre, hollow ? 3.5 : 4.5, hollow ? 3.5 : 4.5);
}

}  // namespace

QString runKindTitle(const std::string& kind) {
    const auto* info = project::modelKindByCommand(kind);
    return info ? RunListModel::tr(info->title.c_str()) : QString::fromStdString(kind);
}

QString runTitle(const store::RunRecord& run) {
    const QString time = shortTime(run.started);
    return time.isEmpty() ? QString::fromStdString(run.id)
                          : RunListModel::tr("%1, %2").arg(runKindTitle(run.kind), time);
}

QColor runStateColour(const std::string& state) {
    const auto& c = theme::colours();
    if (state == "running") return c.accent;
    if (state == "finished") return c.success;
    if (state == "crashed" || state == "failed" || state == "stalled") return c.error;
    if (state == "paused") return c.warning;
    return c.textWeak;
}

QString runStateWord(const std::string& state) {
    if (state == "running") return RunListModel::tr("running");
    if (state == "paused") return RunListModel::tr("paused");
    if (state == "stalled") return RunListModel::tr("stalled");
    if (state == "stopped") return RunListModel::tr("stopped");
    if (state == "crashed") return RunListModel::tr("crashed");
    if (state == "failed") return RunListModel::tr("failed");
    if (state == "finished") return RunListModel::tr("finished");
    return QString::fromStdString(state);
}

QString runStateText(const std::string& state) {
    const QString word = runStateWord(state);
    if (state == "stalled") return RunListModel::tr("%1: its process lives and has not moved for a minute").arg(word);
    return runs::canResume(state) ? RunListModel::tr("%1, can be resumed").arg(word) : word;
}

int RunListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant RunListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto& run = at(index.row());
    const QString id = QString::fromStdString(run.id);
    const Extra& extra = extras_.at(id);
    switch (role) {
        case Qt::DisplayRole:
            return runKindTitle(run.kind);
        case Qt::ToolTipRole:
            return tr("%1\n%2, preset %3%4%5")
                .arg(id, runStateText(run.state), QString::fromStdString(run.preset),
                     run.note.empty() ? QString() : QStringLiteral("\n") + QString::fromStdString(run.note),
                     run.bestMetric.empty() ? QString()
                                            : QLatin1Char('\n') + data(index, BestRole).toString() + QLatin1Char('\n') +
                                                  figureHelp(QString::fromStdString(run.bestMetric)));
        case Qt::AccessibleTextRole:
            return tr("%1, %2, %3, %4")
                .arg(runKindTitle(run.kind), shortTime(run.started), data(index, BestRole).toString(),
                     runStateText(run.state));
        case IdRole:
            return id;
        case ColourRole:
            return runColour(extra.colour);
        case ShownRole:
            return extra.shown;
        case SparkRole:
            return QVariant::fromValue(extra.spark);
        case StateRole:
            return QString::fromStdString(run.state);
        case FractionRole:
            return extra.fraction;
        case BestRole: {
            const QString name = QString::fromStdString(run.bestMetric);
            return name.isEmpty() ? runStateText(run.state)
                                  : tr("%1 %2").arg(figureTitle(name), figureText(name, run.bestValue));
        }
        case StatusRole: {
            const QString best = data(index, BestRole).toString();
            return run.state == "finished" || run.bestMetric.empty() ? best
                                                                     : tr("%1 · %2").arg(runStateWord(run.state), best);
        }
        case TimeRole:
            return shortTime(run.started);
        default:
            return {};
    }
}

bool RunListModel::passes(const store::RunRecord& run) const {
    if (filter_.isEmpty()) return true;
    QString text = QString::fromStdString(run.id + ' ' + run.state + ' ' + run.preset + ' ' + run.bestMetric + ' ' +
                                          run.note + ' ') +
                   runKindTitle(run.kind) + QLatin1Char(' ') + runStateText(run.state);
    for (const auto& tag : run.tags) text += QLatin1Char(' ') + QString::fromStdString(tag);
    return std::ranges::all_of(filter_, [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

std::vector<std::size_t> RunListModel::arranged() const {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < runs_.size(); ++i)
        if (passes(runs_[i])) rows.push_back(i);
    const auto by = [&](auto key) {
        std::ranges::stable_sort(rows, std::less{}, [&](std::size_t i) { return key(runs_[i]); });
    };
    // Figures of one kind of training compare with each other alone; of a loss the lowest is the best.
    const auto rank = [](const store::RunRecord& run) {
        const bool lower = run.bestMetric == "loss" || run.bestMetric.find("rank") != std::string::npos;
        return run.bestMetric.empty() || std::isnan(run.bestValue) ? std::numeric_limits<double>::infinity()
               : lower                                             ? run.bestValue
                                                                   : -run.bestValue;
    };
    switch (order_) {
        case RunOrder::Newest:
            break;
        case RunOrder::Best:
            by([&](const auto& run) { return std::tuple(run.kind, rank(run)); });
            break;
        case RunOrder::State:
            by([](const auto& run) {
                static const std::vector<std::string> kOrder{"running", "paused", "stalled",
                                                             "crashed", "failed", "stopped"};
                return std::ranges::find(kOrder, run.state) - kOrder.begin();
            });
            break;
        case RunOrder::Kind:
            by([](const auto& run) { return run.kind; });
            break;
    }
    return rows;
}

void RunListModel::arrange() {
    auto rows = arranged();
    if (rows == rows_) return;
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
}

void RunListModel::setFilter(const QString& words) {
    filter_ = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    arrange();
}

void RunListModel::setOrder(RunOrder order) {
    order_ = order;
    arrange();
}

void RunListModel::setRuns(std::vector<store::RunRecord> runs) {
    if (runs == runs_) return;
    std::vector<std::string> before, now;
    for (const auto row : rows_) before.push_back(runs_[row].id);
    std::swap(runs_, runs);
    places_.clear();
    for (std::size_t i = 0; i < runs_.size(); ++i) places_.insert(QString::fromStdString(runs_[i].id), i);
    // Oldest first, so that a run keeps its colour when newer ones are added.
    for (auto run = runs_.rbegin(); run != runs_.rend(); ++run)
        if (const QString id = QString::fromStdString(run->id); !extras_.contains(id))
            extras_[id].colour = nextColour_++ % 8;
    auto rows = arranged();
    for (const auto row : rows) now.push_back(runs_[row].id);
    if (now != before) {
        std::swap(runs_, runs);
        beginResetModel();
        std::swap(runs_, runs);
        rows_ = std::move(rows);
        endResetModel();
    } else {
        rows_ = std::move(rows);
        if (!rows_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
}

void RunListModel::clear() {
    beginResetModel();
    runs_.clear();
    places_.clear();
    rows_.clear();
    extras_.clear();
    nextColour_ = 0;
    endResetModel();
}

const store::RunRecord* RunListModel::run(const QString& id) const {
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : &runs_[*found];
}

int RunListModel::rowOf(const QString& id) const {
    const auto row = std::ranges::find(rows_, id.toStdString(), [this](std::size_t i) { return runs_[i].id; });
    return row == rows_.end() ? -1 : static_cast<int>(row - rows_.begin());
}

QColor RunListModel::colour(const QString& id) const {
    const auto found = extras_.find(id);
    return runColour(found == extras_.end() ? 0 : found->second.colour);
}

bool RunListModel::shown(const QString& id) const {
    const auto found = extras_.find(id);
    return found != extras_.end() && found->second.shown;
}

void RunListModel::setShown(const QString& id, bool shown) {
    const auto found = extras_.find(id);
    if (found == extras_.end() || found->second.shown == shown) return;
    found->second.shown = shown;
    touched(id);
    Q_EMIT shownChanged(id, shown);
}

void RunListModel::setSpark(const QString& id, std::vector<double> values) {
    const auto found = extras_.find(id);
    if (found == extras_.end()) return;
    found->second.spark = std::move(values);
    touched(id);
}

void RunListModel::setFraction(const QString& id, double fraction) {
    const auto found = extras_.find(id);
    if (found == extras_.end()) return;
    found->second.fraction = fraction;
    touched(id);
}

void RunListModel::touched(const QString& id) {
    if (const int row = rowOf(id); row >= 0) Q_EMIT dataChanged(index(row), index(row));
}

QRect RunDelegate::swatchRect(const QRect& row) {
    return {row.right() - 12 - kSwatch, row.top() + theme::scaled(8) + (theme::scaled(19) - kSwatch) / 2, kSwatch,
            kSwatch};
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, theme::scaled(kRowHeight)};
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto& c = theme::colours();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect;
    theme::drawRowGround(*painter, row.adjusted(4, 2, -4, -2), option.state);
    paintStateDot(*painter, QPointF(row.left() + 19, row.top() + theme::scaled(35) / 2.0),
                  index.data(RunListModel::StateRole).toString().toStdString(),
                  index.data(RunListModel::FractionRole).toDouble());
    const QRect swatch = swatchRect(row);
    const QColor colour = index.data(RunListModel::ColourRole).value<QColor>();
    const bool shown = index.data(RunListModel::ShownRole).toBool();
    painter->setPen(QPen(shown ? colour : c.borderStrong, 1.5));
    painter->setBrush(shown ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(swatch, 3, 3);
    const QRect title(row.left() + 32, row.top() + theme::scaled(8), swatch.left() - row.left() - 40,
                      theme::scaled(19));
    // The time at the right of the first line, if the title leaves room for it.
    const QFont small = theme::font(theme::Type::Small);
    const QString time = index.data(RunListModel::TimeRole).toString();
    const int timeWidth = time.isEmpty() ? 0 : QFontMetrics(small).horizontalAdvance(time) + 8;
    painter->setPen(c.text);
    painter->setFont(theme::font(theme::Type::Base, QFont::Medium));
    painter->drawText(
        title, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, title.width() - timeWidth));
    painter->setPen(c.textWeak);
    painter->setFont(small);
    painter->drawText(title, Qt::AlignRight | Qt::AlignVCenter, time);
    const QRectF spark(row.right() - 12 - 56, row.top() + theme::scaled(31), 56, 16);
    const auto values = index.data(RunListModel::SparkRole).value<std::vector<double>>();
    const QRect best(row.left() + 32, row.top() + theme::scaled(28), static_cast<int>(spark.left()) - row.left() - 40,
                     theme::scaled(19));
    painter->setPen(c.textWeak);
    painter->setFont(theme::font(theme::Type::Small));
    painter->drawText(best, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(RunListModel::StatusRole).toString(), Qt::ElideRight,
                                                        best.width()));
    paintSpark(*painter, spark, values, shown ? colour : c.textWeak);
    painter->restore();
}

RunList::RunList(RunListModel* model, QWidget* parent) : QListView(parent), runs_(model) {
    setModel(model);
    setItemDelegate(new RunDelegate(this));
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setAccessibleName(tr("Runs"));
}

QString RunList::currentRun() const {
    return currentIndex().data(RunListModel::IdRole).toString();
}

void RunList::setCurrentRun(const QString& id) {
    if (const int row = runs_->rowOf(id); row >= 0) setCurrentIndex(runs_->index(row));
}

void RunList::toggle(const QModelIndex& index) {
    const QString id = index.data(RunListModel::IdRole).toString();
    runs_->setShown(id, !runs_->shown(id));
}

void RunList::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && RunDelegate::swatchRect(visualRect(index)).adjusted(-8, -8, 8, 8).contains(event->pos()))
        return toggle(index);
    QListView::mousePressEvent(event);
}

void RunList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && currentIndex().isValid()) return toggle(currentIndex());
    QListView::keyPressEvent(event);
}

void RunList::contextMenuEvent(QContextMenuEvent* event) {
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = keyboard ? currentIndex() : indexAt(event->pos());
    if (!index.isValid()) return;
    setCurrentIndex(index);
    const QPoint at = keyboard ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos();
    Q_EMIT menuRequested(index.data(RunListModel::IdRole).toString(), at);
}

void RunList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    Q_EMIT runChosen(current.data(RunListModel::IdRole).toString());
}

}  // namespace legenda::ui
