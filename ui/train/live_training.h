// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>

#include <optional>

namespace legenda::ui {

class JobStatus;
class LogView;
class Page;

// The training of this session, from the request to its end: its status line and its log. It may belong to a project
// that is no longer open; then only its end is reported. GUI thread.
class LiveTraining : public QObject {
    Q_OBJECT
 public:
    explicit LiveTraining(Page* page);

    // Both are laid out by the page, which then owns them.
    JobStatus* status() const { return status_; }
    LogView* log() const { return log_; }
    void start(const runs::TrainRequest& request);  // reports an error where one is under way
    void cancel();
    bool running() const { return live_.has_value(); }  // it is waiting or running
    bool isLive(const QString& run) const;              // it is this run of the open project

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
        session::JobId job = 0;
        runs::RunName run;  // its id is known once the project lists it
        bool cancelling = false;
        std::optional<double> loss;
    };
    bool shows(const runs::RunName& run) const;  // it belongs to the open project
    void progressed(const base::Progress& progress);
    void take(const runs::TrainingEvent& event);
    void finished(const base::Result<runs::TrainReport>& report);
    void updateStatus();

    Page* page_;
    JobStatus* status_;
    LogView* log_;
    std::optional<Live> live_;
};

}  // namespace legenda::ui
