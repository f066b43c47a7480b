// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>

#include <functional>
#include <vector>

namespace legenda::ui {

class LossChart;
class RunListModel;

// Fills the charts and the small curves of the list with what runs of the open project have recorded. A run is read
// once at a time: what is asked for meanwhile is one more reading after it, so that a training that evaluates faster
// than its curve is read makes no queue. GUI thread.
class RunCurves : public QObject {
    Q_OBJECT
 public:
    RunCurves(Bridge* bridge, LossChart* chart, RunListModel* runs, QObject* parent);

    // Loss, series and figures of a run in the charts; of another run the figures alone.
    void read(const QString& run);
    void readSoon(const QString& run);   // the same, twice a second at most
    void readSpark(const QString& run);  // once, until it is old
    void sparkIsOld(const QString& run) { sparked_.remove(run); }
    bool reading() const { return !open_.isEmpty(); }
    void clear();  // another project is open

 Q_SIGNALS:
    void figuresRead(const QString& run, const std::vector<legenda::store::FigureRecord>& figures);
    void failed(const legenda::base::Error& error);

 private:
    void readCurve(const QString& run);
    void readSteps(const QString& run);
    void readFigures(const QString& run);
    // The answer of a reading: `use` takes its value, a failure is told where `tell`.
    template <class T>
    Answer<T> answer(const QString& run, bool tell, std::function<void(T&)> use);
    void answered(const QString& run);

    Bridge* bridge_;
    LossChart* chart_;
    RunListModel* runs_;
    QHash<QString, int> open_;  // by run: answers that are waited for
    QSet<QString> again_, soon_;
    QSet<QString> sparking_, sparked_;
    QTimer timer_;
    quint64 project_ = 0;  // counts them: an answer of an earlier one is not this one's
};

}  // namespace legenda::ui
