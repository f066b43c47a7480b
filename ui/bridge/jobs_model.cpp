// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/jobs_model.h"

#include <algorithm>
#include <cmath>

namespace legenda::ui {

int JobsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant JobsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const JobRow& row = rows_[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole) return row.title;
    if (role == Qt::UserRole) return row.id;
    return {};
}

int JobsModel::rowOf(qint64 id) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [id](const JobRow& row) { return row.id == id; });
    return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

const JobRow* JobsModel::find(qint64 id) const {
    const int row = rowOf(id);
    return row < 0 ? nullptr : &rows_[static_cast<std::size_t>(row)];
}

int JobsModel::active() const {
    return static_cast<int>(std::count_if(rows_.begin(), rows_.end(), [](const JobRow& row) { return !row.over(); }));
}

double JobsModel::fraction() const {
    for (const JobRow& row : rows_)
        if (row.state == JobRow::State::Running && row.progress.total > 0)
            return std::clamp(static_cast<double>(row.progress.done) / static_cast<double>(row.progress.total), 0.0,
                              1.0);
    return -1;
}

void JobsModel::add(qint64 id, const QString& title) {
    beginInsertRows({}, 0, 0);
    JobRow row;
    row.id = id;
    row.title = title;
    row.started = QDateTime::currentDateTime();
    rows_.insert(rows_.begin(), std::move(row));
    clocks_.insert(clocks_.begin(), Clock{});
    endInsertRows();
}

void JobsModel::progress(qint64 id, const base::Progress& progress) {
    const int at = rowOf(id);
    if (at < 0) return;
    JobRow& row = rows_[static_cast<std::size_t>(at)];
    Clock& clock = clocks_[static_cast<std::size_t>(at)];
    if (row.over()) return;
    // A new stage counts other items: its rate starts anew.
    if (!clock.since.isValid() || progress.stage != row.progress.stage || progress.done < clock.firstDone) {
        clock.since.start();
        clock.firstDone = progress.done;
    }
    row.progress = progress;
    row.state = JobRow::State::Running;
    const double seconds = static_cast<double>(clock.since.elapsed()) / 1000;
    const double done = static_cast<double>(progress.done - clock.firstDone);
    row.rate = seconds > 0.5 && done > 0 ? done / seconds : 0;
    row.secondsLeft =
        row.rate > 0 && progress.total > 0 ? static_cast<double>(progress.total - progress.done) / row.rate : -1;
    Q_EMIT dataChanged(index(at), index(at));
}

void JobsModel::finish(qint64 id, const base::Error* error) {
    const int at = rowOf(id);
    if (at < 0) return;
    JobRow& row = rows_[static_cast<std::size_t>(at)];
    if (!error)
        row.state = JobRow::State::Finished;
    else
        row.state = error->code == base::ErrorCode::Cancelled ? JobRow::State::Cancelled : JobRow::State::Failed;
    if (error) row.error = *error;
    row.rate = 0;
    row.secondsLeft = -1;
    row.ended = QDateTime::currentDateTime();
    Q_EMIT dataChanged(index(at), index(at));
    Q_EMIT ended(id);
}

void JobsModel::clearOver() {
    beginResetModel();
    for (std::size_t at = rows_.size(); at-- > 0;) {
        if (!rows_[at].over()) continue;
        rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(at));
        clocks_.erase(clocks_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    endResetModel();
    Q_EMIT cleared();
}

void JobsModel::restore(std::vector<JobRow> over) {
    if (over.empty()) return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(over.size()) - 1);
    for (auto& row : over) {
        row.id = --restored_;  // the session's own count up
        rows_.push_back(std::move(row));
        clocks_.push_back({});
    }
    endInsertRows();
}

QString durationText(double seconds) {
    const auto s = static_cast<qint64>(std::llround(seconds));
    const auto two = [](qint64 v) { return QStringLiteral("%1").arg(v, 2, 10, QLatin1Char('0')); };
    if (s < 60) return QStringLiteral("%1 s").arg(s);
    if (s < 3600) return QStringLiteral("%1 min %2 s").arg(s / 60).arg(two(s % 60));
    return QStringLiteral("%1 h %2 min").arg(s / 3600).arg(two(s / 60 % 60));
}

}  // namespace legenda::ui
