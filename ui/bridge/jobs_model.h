// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"

#include <QAbstractListModel>
#include <QDateTime>
#include <QElapsedTimer>
#include <QString>

#include <vector>

namespace legenda::ui {

// One long job of this session, as the header's popup lists it.
struct JobRow {
    enum class State { Waiting, Running, Finished, Failed, Cancelled };
    qint64 id = 0;
    QString title;  // "Training the alignment"
    base::Progress progress;
    State state = State::Waiting;
    base::Error error;        // of Failed
    double rate = 0;          // items per second, 0: unknown
    double secondsLeft = -1;  // -1: unknown
    QDateTime started, ended;
    bool over() const { return state != State::Waiting && state != State::Running; }
};

// The long jobs of this session, and those of the last day that have ended, newest first. Filled by Bridge; GUI thread
// only.
class JobsModel : public QAbstractListModel {
    Q_OBJECT
 public:
    using QAbstractListModel::QAbstractListModel;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    const JobRow* find(qint64 id) const;
    const std::vector<JobRow>& rows() const { return rows_; }
    int active() const;       // waiting or running
    double fraction() const;  // of the running job, 0..1; -1: none or unknown

    void add(qint64 id, const QString& title);
    void progress(qint64 id, const base::Progress& progress);
    void finish(qint64 id, const base::Error* error);  // then ended
    void clearOver();                                  // takes those that have ended out; then cleared
    void restore(std::vector<JobRow> over);            // of an earlier session, newest first

 Q_SIGNALS:
    void ended(qint64 id);
    void cleared();

 private:
    struct Clock {
        QElapsedTimer since;
        std::int64_t firstDone = 0;
    };
    int rowOf(qint64 id) const;

    std::vector<JobRow> rows_;
    std::vector<Clock> clocks_;
    qint64 restored_ = 0;
};

// "3 min 05 s"
QString durationText(double seconds);

}  // namespace legenda::ui
