// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace legenda::ui {

class JobStatus;
class LogView;
class Page;

// The trainings of this session, one after the other, each from the request to its end: their status line and their
// log. One may belong to a project that is no longer open; then only its end is reported. GUI thread.
class LiveTraining : public QObject {
    Q_OBJECT
 public:
    explicit LiveTraining(Page* page);

    // Both are laid out by the page, which then owns them.
    JobStatus* status() const { return status_; }
    LogView* log() const { return log_; }
    void start(const runs::TrainRequest& request);  // waits for those that were started before
    void cancel();                                  // the one that is under way
    bool running() const { return !queue_.empty(); }
    bool stopping() const;                  // one of them was cancelled and has not ended yet
    bool isLive(const QString& run) const;  // one of them is this run of the open project
    int waiting() const;                    // behind the one that is under way
    // Stops them all, each at its next step with a checkpoint; ended() follows for each. Once none is stopping(),
    // takeLeft() gives what another program needs to go on with those that were stopped, in their order: of a training
    // whose run is in the project, that run, though its id was not known yet at the call.
    void handOver();
    std::vector<runs::TrainRequest> takeLeft();

 Q_SIGNALS:
    void started();
    // Of runs of the open project. listed: from now on the project has the run; its features may still have to be
    // computed.
    void listed(const QString& run);
    void told(const QString& run, const legenda::runs::TrainingEvent& event);
    void ended(const QString& run);  // empty: it is not of the open project, or was never listed
    void refused(const legenda::base::Error& error);

 private:
    struct Live {
        int number = 0;  // of its start
        runs::TrainRequest request;
        session::JobId job = 0;
        runs::RunName run;  // its id is known once the project lists it
        bool cancelling = false;
        bool handedOver = false;
        std::optional<double> loss;
    };
    bool shows(const runs::RunName& run) const;  // it belongs to the open project
    Live* find(int number);
    runs::TrainRequest leftOf(const Live& live) const;
    void progressed(int number, const base::Progress& progress);
    void take(int number, const runs::TrainingEvent& event);
    void finished(int number, const base::Result<runs::TrainReport>& report);
    void updateStatus();

    Page* page_;
    JobStatus* status_;
    LogView* log_;
    std::deque<Live> queue_;                  // the first one is under way
    std::map<int, runs::TrainRequest> left_;  // by the number of its start
    int started_ = 0;
};

}  // namespace legenda::ui
