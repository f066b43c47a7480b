// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QPoint>

#include <functional>
#include <vector>

class QMenu;

namespace legenda::ui {

class LiveTraining;
class Page;

// What a user does to a run, by its menu or its buttons: the same for a run of this window, of another one and of the
// command line. GUI thread.
class RunActions : public QObject {
    Q_OBJECT
 public:
    RunActions(Page* page, LiveTraining* live);

    // The menu of a run; what its state does not allow is left out.
    void showMenu(const store::RunRecord& run, const QPoint& at);
    void resume(const store::RunRecord& run);  // where it was paused, stopped or crashed
    void pause(const store::RunRecord& run);
    void stop(const store::RunRecord& run);
    void remove(const store::RunRecord& run);  // with Undo
    // Where the newest run has crashed, with the program or the machine, or one was paused by closing the window.
    void offerToResume(const std::vector<store::RunRecord>& runs);

 Q_SIGNALS:
    void changed();  // the list of runs is to be read again
    void duplicateRequested(const QString& run);

 private:
    using Run = store::RunRecord;
    void act(const QString& run, session::RunAct act, const QString& text, std::function<void()> then = {});
    void train(const Run& run, int epochs);
    void askForEpochs(const Run& run);
    void askForNote(const Run& run);

    Page* page_;
    LiveTraining* live_;
};

}  // namespace legenda::ui
