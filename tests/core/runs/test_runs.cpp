// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/runs/run_control.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace fs = std::filesystem;
using namespace legenda;
using test::must;

class TestRuns : public QObject {
    Q_OBJECT

 private:
    QTemporaryDir dir_;
    int count_ = 0;

    // A project with one run that the process of the test owns.
    fs::path withRun(const std::string& state = "running") {
        const fs::path project = dir_.path().toStdString() + "/" + std::to_string(++count_) + ".legenda";
        auto store = must(store::ProjectStore::create(project));
        store::RunRecord run;
        run.id = "align-1";
        run.kind = "align";
        run.state = state;
        run.pid = ::getpid();
        run.pidStarted = runs::processMark(::getpid());
        must(store.addRun(run));
        fs::create_directories(runs::runFolder(project, run.id));
        return project;
    }
    static fs::path requestOf(const fs::path& project) { return runs::runFolder(project, "align-1") / "stop.request"; }

 private Q_SLOTS:
    // The row says "running" a moment before the training listens: what comes in between is not lost.
    void aRequestBeforeTheOwnerListensIsHeard() {
        const auto project = withRun();
        must(runs::stopRun(project, "align-1", 0, {}));
        const runs::RunWatch watch(runs::runFolder(project, "align-1"), {});
        QTRY_VERIFY(watch.token().stop_requested());
    }

    void aRequestWhileTheOwnerListensIsHeard() {
        const auto project = withRun();
        const runs::RunWatch watch(runs::runFolder(project, "align-1"), {});
        QTest::qWait(150);
        QVERIFY(!watch.token().stop_requested());
        must(runs::stopRun(project, "align-1", 0, {}));
        QTRY_VERIFY(watch.token().stop_requested());
    }

    void aRequestToAnotherProcessStopsNobodyAndStays() {
        const auto project = withRun();
        const std::string request = "stop 1 " + runs::processMark(1) + "\n";
        must(base::writeFileAtomically(requestOf(project), request));
        {
            const runs::RunWatch watch(runs::runFolder(project, "align-1"), {});
            QTest::qWait(300);
            QVERIFY(!watch.token().stop_requested());
        }
        QCOMPARE(must(base::readFile(requestOf(project))), request);
    }

    // As version 0.1.0 writes it: for whoever owns the run now, not for who goes on with it later.
    void aRequestWithoutANameIsHeardOnlyByWhoListensAlready() {
        const auto project = withRun();
        must(base::writeFileAtomically(requestOf(project), "stop\n"));
        QTest::qWait(50);
        const runs::RunWatch watch(runs::runFolder(project, "align-1"), {});
        QTest::qWait(300);
        QVERIFY(!watch.token().stop_requested());
        must(base::writeFileAtomically(requestOf(project), "stop\n"));
        QTRY_VERIFY(watch.token().stop_requested());
    }

    void theRequestGoesWithTheRunThatItStopped() {
        const auto project = withRun();
        {
            const runs::RunWatch watch(runs::runFolder(project, "align-1"), {});
            must(runs::stopRun(project, "align-1", 0, {}));
            QTRY_VERIFY(watch.token().stop_requested());
        }
        QVERIFY(!fs::exists(requestOf(project)));
    }

    void aRunThatDoesNotRunCannotBeStopped() {
        const auto project = withRun("finished");
        const auto stopped = runs::stopRun(project, "align-1", 0, {});
        QVERIFY(!stopped && stopped.error().code == base::ErrorCode::BadInput);
        QVERIFY(!fs::exists(requestOf(project)));
    }

    void aNoteChangesNothingElse() {
        const auto project = withRun();
        auto store = must(store::ProjectStore::open(project));
        auto run = must(store.run("align-1"));
        run.state = "finished";
        run.bestMetric = "dev.r1";
        run.bestValue = 12;
        must(store.updateRun(run));
        must(runs::noteRun(project, "align-1", "good"));
        run = must(store.run("align-1"));
        QCOMPARE(run.state, std::string("finished"));
        QCOMPARE(run.bestMetric, std::string("dev.r1"));
        QCOMPARE(run.note, std::string("good"));
        QVERIFY(!runs::noteRun(project, "align-2", "x"));
    }
};

QTEST_GUILESS_MAIN(TestRuns)
#include "test_runs.moc"
