// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/runs/run_comparison.h"
#include "core/runs/run_control.h"
#include "core/runs/run_curve.h"
#include "core/runs/run_removal.h"
#include "core/runs/run_state.h"
#include "core/runs/run_watch.h"
#include "core/store/project_store.h"
#include "core/trainers/run_folder.h"
#include "tests/support/check.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <fstream>

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
        run.pidStarted = runs::ownMark();
        must(store.addRun(run));
        fs::create_directories(folderOf(project));
        if (state == "running") runs::beat(folderOf(project), runs::kTrains);
        return project;
    }
    static fs::path folderOf(const fs::path& project) { return runs::runFolder(project, "align-1"); }
    static fs::path requestOf(const fs::path& project) { return folderOf(project) / "stop.request"; }
    static std::string stateIn(const fs::path& project) { return must(runs::findRun(project, "align-1")).state; }
    static void ageHeartbeat(const fs::path& project, std::chrono::seconds age) {
        fs::last_write_time(folderOf(project) / "heartbeat", fs::file_time_type::clock::now() - age);
    }
    static void setOwner(const fs::path& project, std::int64_t pid, const std::string& mark) {
        auto store = must(store::ProjectStore::open(project));
        must(store.claimRun(must(store.run("align-1")), pid, mark));
    }

 private Q_SLOTS:
    void aRunOfALivingProcessIsWhatItsHeartbeatSays() {
        const auto project = withRun();
        QCOMPARE(stateIn(project), std::string("running"));
        runs::beat(folderOf(project), runs::kPauses);
        QCOMPARE(stateIn(project), std::string("paused"));
        ageHeartbeat(project, std::chrono::seconds(61));
        QCOMPARE(stateIn(project), std::string("stalled"));
        runs::beat(folderOf(project), runs::kPauses);
        QCOMPARE(stateIn(project), std::string("paused"));
        // A window whose training has ended without a word, as on a full disk.
        runs::endHeartbeat(folderOf(project));
        QCOMPARE(stateIn(project), std::string("crashed"));
    }

    void aRunOfAProcessThatWasKilledHasCrashed() {
        const auto project = withRun();
        QProcess owner;
        owner.start(QStringLiteral("sleep"), {QStringLiteral("60")});
        QVERIFY(owner.waitForStarted());
        const auto pid = static_cast<std::int64_t>(owner.processId());
        const auto host = runs::ownMark().substr(runs::ownMark().rfind('@'));
        setOwner(project, pid, runs::processMark(pid) + host);
        QCOMPARE(stateIn(project), std::string("running"));
        QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
        // At once, though its parent has not yet asked for its exit status and the last heartbeat is new.
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(project), std::string("crashed"), 2000);
        QVERIFY(owner.state() == QProcess::NotRunning || owner.waitForFinished());
        QCOMPARE(stateIn(project), std::string("crashed"));
    }

    void aNumberThatIsUsedAgainIsNoOwner() {
        const auto project = withRun();
        setOwner(project, ::getpid(), "1" + runs::ownMark());
        QCOMPARE(stateIn(project), std::string("crashed"));
    }

    void aRunFromBeforeTheMachineWasStartedHasCrashed() {
        const auto project = withRun();
        const auto mark = runs::ownMark();
        const auto boot = mark.find('@') + 1;
        setOwner(project, ::getpid(), mark.substr(0, boot) + "another-boot" + mark.substr(mark.rfind('@')));
        QCOMPARE(stateIn(project), std::string("crashed"));
        // As version 0.1.0 wrote it.
        setOwner(project, ::getpid(), mark.substr(0, boot) + "another-boot");
        QCOMPARE(stateIn(project), std::string("crashed"));
    }

    void anotherMachineIsKnownByItsHeartbeat() {
        const auto project = withRun();
        setOwner(project, 1, "1@its-boot@another-machine-of-the-network");
        QCOMPARE(stateIn(project), std::string("running"));
        ageHeartbeat(project, std::chrono::seconds(61));
        QCOMPARE(stateIn(project), std::string("crashed"));
    }

    void aPauseIsAskedForSeenAndEnded() {
        const auto project = withRun();
        runs::RunWatch watch(folderOf(project), {});
        QVERIFY(!watch.pauseRequested());
        QCOMPARE(must(runs::pauseRun(project, "align-1", 0, {})).state, std::string("running"));
        QVERIFY(watch.pauseRequested());
        watch.setPaused(true);
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(project), std::string("paused"), 2000);
        must(runs::continueRun(project, "align-1", 0, {}));
        QVERIFY(!watch.pauseRequested());
        watch.setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(project), std::string("running"), 2000);
    }

    void aPauseOfAnEarlierOwnerIsNotHeard() {
        const auto project = withRun();
        must(base::writeFileAtomically(folderOf(project) / "pause.request", "pause 1 " + runs::processMark(1) + "\n"));
        const runs::RunWatch watch(folderOf(project), {});
        QVERIFY(!watch.pauseRequested());
    }

    void aDeletedRunIsKeptAsideAndComesBack() {
        const auto project = withRun("finished");
        std::ofstream(folderOf(project) / "best.safetensors") << "weights";
        must(runs::deleteRun(project, "align-1"));
        QVERIFY(must(runs::listRuns(project)).empty());
        QVERIFY(!runs::findRun(project, "align-1"));
        QCOMPARE(must(runs::deletedRuns(project)).size(), std::size_t{1});
        QVERIFY(!fs::exists(folderOf(project)));
        QVERIFY(!runs::deleteRun(project, "align-1"));
        must(runs::restoreRun(project, "align-1"));
        QCOMPARE(must(runs::listRuns(project)).size(), std::size_t{1});
        QCOMPARE(must(base::readFile(folderOf(project) / "best.safetensors")), std::string("weights"));
        QVERIFY(!runs::restoreRun(project, "align-1"));
        QVERIFY(!runs::purgeRuns(project, "align-1"));
        must(runs::deleteRun(project, "align-1"));
        QCOMPARE(must(runs::purgeRuns(project, {})), std::vector<std::string>{"align-1"});
        QVERIFY(must(runs::deletedRuns(project)).empty());
        QVERIFY(!fs::exists(project / "runs" / "deleted" / "align-1"));
    }

    void whatRunsOrIsInUseIsNotDeleted() {
        const auto running = withRun();
        QVERIFY(!runs::deleteRun(running, "align-1"));
        const auto used = withRun("finished");
        std::ofstream(folderOf(used) / "best.safetensors") << "weights";
        {
            auto store = must(store::ProjectStore::open(used));
            must(store.useModel({"alignment", "project", "runs/align-1/best.safetensors", true}));
        }
        const auto refused = runs::deleteRun(used, "align-1");
        QVERIFY(!refused && refused.error().code == base::ErrorCode::BadInput);
        QVERIFY(fs::exists(folderOf(used) / "best.safetensors"));
        must(must(store::ProjectStore::open(used)).useShippedModel("alignment"));
        must(runs::deleteRun(used, "align-1"));
    }

    void aComparisonNamesWhatDiffers() {
        const auto project = withRun("finished");
        auto store = must(store::ProjectStore::open(project));
        auto run = must(store.run("align-1"));
        run.optionsJson = R"({"epochs":2,"learningRate":0.1,"same":1})";
        run.provenanceJson = R"({"data":"one","version":"1"})";
        must(store.updateRun(run));
        run.id = "align-2";
        must(store.addRun(run));
        run.optionsJson = R"({"epochs":4,"learningRate":0.1,"patience":3,"same":1})";
        run.provenanceJson = R"({"data":"two","version":"1"})";
        must(store.updateRun(run));
        must(store.addFigure({"align-1", 1, 5, "dev.rsum", 10}));
        must(store.addFigure({"align-2", 1, 5, "dev.rsum", 12}));
        must(store.addFigure({"align-2", 2, 10, "dev.rsum", 14}));
        const auto json = runs::comparisonToJson(must(runs::compareRuns(project, "align-1", "align-2")));
        QCOMPARE(json.at("options").dump(),
                 std::string(R"([{"a":2,"b":4,"key":"epochs"},{"a":null,"b":3,"key":"patience"}])"));
        QCOMPARE(json.at("provenance").dump(), std::string(R"([{"a":"one","b":"two","key":"data"}])"));
        QCOMPARE(json.at("figures").dump(), std::string(R"([{"a":10.0,"b":12.0,"epoch":1,"name":"dev.rsum"},)"
                                                        R"({"a":null,"b":14.0,"epoch":2,"name":"dev.rsum"}])"));
        QCOMPARE(json.at("runs").at(1).at("id").get<std::string>(), std::string("align-2"));
    }

    // What was not measured has no row; a thinned series is the mean of what was.
    void curvesGoOutAsATable() {
        const auto project = withRun("finished");
        {
            auto curve = must(trainers::CurveWriter::open(folderOf(project) / "curve.bin", 0));
            auto steps = must(trainers::StepWriter::open(folderOf(project) / "steps.bin", 0));
            must(curve.append({1, 0.5F, 3}));
            must(curve.append({2, 1, 2.5F}));
            must(steps.append({1, 0.5F, 0.25F, 4, 0.125F}));
            must(steps.append({2, 1, 0.75F, NAN, 0.125F}));
        }
        must(must(store::ProjectStore::open(project)).addFigure({"align-1", 1, 2, "dev.rsum", 10}));
        const auto file = fs::path(dir_.path().toStdString()) / "curves.csv";
        must(runs::exportCurves(project, {"align-1"}, file));
        QCOMPARE(must(base::readFile(file)), std::string("run,step,epoch,name,value\n"
                                                         "align-1,1,0.5,loss,3\n"
                                                         "align-1,2,1,loss,2.5\n"
                                                         "align-1,1,0.5,step.gradientNorm,4\n"
                                                         "align-1,1,0.5,step.learningRate,0.25\n"
                                                         "align-1,2,1,step.learningRate,0.75\n"
                                                         "align-1,1,0.5,step.seconds,0.125\n"
                                                         "align-1,2,1,step.seconds,0.125\n"
                                                         "align-1,2,1,dev.rsum,10\n"));
        const auto thinned = must(runs::readSteps(project, "align-1", 1));
        QCOMPARE(thinned.at("step.learningRate").size(), std::size_t{1});
        QCOMPARE(thinned.at("step.learningRate")[0].value, 0.5);
        QCOMPARE(thinned.at("step.gradientNorm")[0].value, 4.0);
    }

    void tagsAreKeptAsTheyWereGiven() {
        const auto project = withRun("finished");
        must(runs::tagRun(project, "align-1", {"paper, table 1", "gut"}));
        QCOMPARE(must(runs::findRun(project, "align-1")).tags, (std::vector<std::string>{"paper, table 1", "gut"}));
        QVERIFY(!runs::tagRun(project, "align-2", {}));
    }

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
