// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_project.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace legenda;
using test::must;
using tests::CliResult;
using tests::runCli;
namespace fs = std::filesystem;

// The runs of a project by the command line alone: two programs, one trains and the other steers.
class TestRunsCli : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString project_, recipe_;

    QStringList training(const QStringList& set) const {
        QStringList arguments{"--json", "--quiet", "--threads", "1", "train", "caption", project_, "--recipe", recipe_};
        for (const char* option : {"batch=4", "hidden=16", "wordVectors=16", "minCount=1"})
            arguments << "--set" << option;
        for (const auto& option : set) arguments << "--set" << option;
        return arguments;
    }
    std::unique_ptr<QProcess> begin(const QStringList& arguments) const {
        auto process = std::make_unique<QProcess>();
        process->start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), arguments);
        return process;
    }
    QJsonArray list(const QStringList& more = {}) const {
        return runCli(QStringList{"runs", "list", project_} + more).json()["runs"].toArray();
    }
    QString newest() const { return list().at(0)["id"].toString(); }
    QString stateOf(const QString& run) const {
        return runCli({"runs", "show", run, project_}).json()["state"].toString();
    }
    int stepsOf(const QString& run) const {
        const auto curve = runCli({"runs", "show", run, project_}).json()["curve"].toArray();
        return curve.isEmpty() ? 0 : curve.last().toObject()["step"].toInt();
    }
    // A training of many epochs that has begun to learn.
    std::unique_ptr<QProcess> beginLong(QString& run) {
        const auto before = list().size();
        auto process =
            begin(training({"epochs=1000", "evaluationsPerEpoch=0.2", "batch=1", "hidden=256", "wordVectors=256"}));
        if (!QTest::qWaitFor([&] { return list().size() > before; }, 30000)) return process;
        run = newest();
        (void)QTest::qWaitFor([&] { return stepsOf(run) > 4; }, 60000);
        return process;
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = dir_.filePath("p.legenda");
        tests::makePictureProject(project_.toStdString(), dir_.filePath("images").toStdString());
        const auto features =
            runCli({"features", project_, "--backbone", "efficientnet-lite0", "--proposals", "grid", "--regions", "4"});
        recipe_ = features.json()["recipe"].toString();
        QVERIFY2(!recipe_.isEmpty(), qPrintable(features.error));
    }

    void anotherProgramPausesResumesAndStops() {
        QString run;
        const auto process = beginLong(run);
        QCOMPARE(stateOf(run), QString("running"));
        QCOMPARE(runCli({"runs", "pause", run, project_}).json()["state"].toString(), QString("paused"));
        QCOMPARE(stateOf(run), QString("paused"));
        const auto before = stepsOf(run);
        QTest::qWait(500);
        QCOMPARE(stepsOf(run), before);  // it waits
        QCOMPARE(process->state(), QProcess::Running);
        QCOMPARE(runCli({"runs", "resume", run, project_}).json()["state"].toString(), QString("running"));
        QTRY_VERIFY_WITH_TIMEOUT(stepsOf(run) > before, 20000);
        QVERIFY(runCli({"runs", "delete", run, project_}).status == 3);
        QCOMPARE(runCli({"runs", "stop", run, project_}).json()["state"].toString(), QString("stopped"));
        QVERIFY(process->waitForFinished(20000));
        QCOMPARE(process->exitCode(), 5);
        QCOMPARE(stateOf(run), QString("stopped"));
        QCOMPARE(runCli({"runs", "pause", run, project_}).status, 3);
        // Its best and its last checkpoint are there.
        const QString folder = project_ + "/runs/" + run;
        QVERIFY(QFileInfo::exists(folder + "/best.safetensors"));
        QVERIFY(!QDir(folder).entryList({"ckpt-*"}).isEmpty());
    }

    void aStopEndsAPause() {
        QString run;
        const auto process = beginLong(run);
        QCOMPARE(runCli({"runs", "pause", run, project_}).json()["state"].toString(), QString("paused"));
        QCOMPARE(runCli({"runs", "stop", run, project_}).json()["state"].toString(), QString("stopped"));
        QVERIFY(process->waitForFinished(20000));
    }

    // Killed while it was paused: nobody believes that it still is, and it goes on without waiting.
    void aPausedRunThatWasKilledHasCrashedAndGoesOn() {
        QString run;
        const auto process = beginLong(run);
        QCOMPARE(runCli({"runs", "pause", run, project_}).json()["state"].toString(), QString("paused"));
        process->kill();
        QVERIFY(process->waitForFinished(20000));
        QCOMPARE(stateOf(run), QString("crashed"));
        const auto crashed = runCli({"runs", "show", run, project_}).json();
        QCOMPARE(crashed["resumable"].toBool(), true);
        const auto before = stepsOf(run);
        const auto again = begin({"--quiet", "--threads", "1", "runs", "resume", run, project_});
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(run) == "running" && stepsOf(run) > before, 30000);
        QCOMPARE(runCli({"runs", "resume", run, project_}).json()["state"].toString(), QString("running"));
        QCOMPARE(runCli({"runs", "stop", run, project_}).json()["state"].toString(), QString("stopped"));
        QVERIFY(again->waitForFinished(20000));
    }

    void aFinishedRunIsExtendedAndCopied() {
        auto arguments = training({"epochs=2"}).mid(2);
        const auto first = runCli(arguments);
        QVERIFY2(first.status == 0, qPrintable(first.error));
        const QString run = first.json()["run"].toString();
        const auto steps = stepsOf(run);
        const auto longer = runCli({"--threads", "1", "runs", "resume", run, project_, "--epochs", "4"});
        QVERIFY2(longer.status == 0, qPrintable(longer.error));
        QCOMPARE(longer.json()["epochs"].toInt(), 4);
        QCOMPARE(stepsOf(run), 2 * steps);
        QCOMPARE(runCli({"runs", "resume", run, project_, "--epochs", "3"}).status, 2);
        QCOMPARE(runCli({"train", "caption", project_, "--resume", run, "--set", "hidden=3"}).status, 2);

        const auto like = runCli({"--threads", "1", "train", "caption", project_, "--like", run, "--set", "epochs=1"});
        QVERIFY2(like.status == 0, qPrintable(like.error));
        const QString copy = like.json()["run"].toString();
        const auto difference = runCli({"runs", "compare", run, copy, project_}).json();
        const auto options = difference["options"].toArray();
        QCOMPARE(options.size(), qsizetype{1});
        QCOMPARE(options[0].toObject()["key"].toString(), QString("epochs"));
        QCOMPARE(options[0].toObject()["b"].toInt(), 1);
        QVERIFY(difference["provenance"].toArray().isEmpty());
        QVERIFY(!difference["figures"].toArray().isEmpty());

        const auto shown = runCli({"runs", "show", copy, project_}).json();
        const auto from = shown["provenance"].toObject();
        QCOMPARE(from["split"].toObject()["train"].toInt(), 17);
        QCOMPARE(from["recipe"].toString(), recipe_);
        QCOMPARE(from["device"].toString(), QString("cpu"));
        QCOMPARE(from["data"].toString().size(), qsizetype{64});
        QVERIFY(!from["torch"].toString().isEmpty() && !from["version"].toString().isEmpty());
    }

    // What a training will find, make and take is said without one.
    void aDryRunWritesNothing() {
        const auto before = list().size();
        const auto plan = begin(training({"epochs=3"}) << "--dry-run");
        QVERIFY(plan->waitForFinished(60000));
        QCOMPARE(plan->exitCode(), 0);
        const auto said = QJsonDocument::fromJson(plan->readAllStandardOutput());
        QCOMPARE(said["epochs"].toInt(), 3);
        QVERIFY(said["steps"].toInt() > 0 && said["parameters"].toInt() > 1000);
        QCOMPARE(said["features_missing"].toInt(), 1);  // the photograph that cannot be read
        QVERIFY(said["disk_bytes"]["free"].toDouble() > 0);
        QVERIFY(said["warnings"][0].toString().startsWith("17 photographs are too few"));
        QCOMPARE(list().size(), before);
        const auto wrong = begin(training({"epochs=0"}) << "--dry-run");
        QVERIFY(wrong->waitForFinished(60000));
        QCOMPARE(wrong->exitCode(), 2);
    }
    void notesAndTagsAreKept() {
        const QString run = newest();
        QCOMPARE(runCli({"runs", "note", run, "the good one", project_}).json()["note"].toString(),
                 QString("the good one"));
        runCli({"runs", "tag", run, "paper, table 2", project_});
        const auto tags = list().at(0)["tags"].toArray();
        QCOMPARE(tags, (QJsonArray{"paper", "table 2"}));
    }

    void aDeletedRunComesBackUnlessItIsPurged() {
        const QString run = newest();
        QCOMPARE(runCli({"models", "use", project_, run}).status, 0);
        const auto used = runCli({"runs", "delete", run, project_});
        QVERIFY2(used.status == 3 && used.error.contains(run), qPrintable(used.error));
        QCOMPARE(runCli({"models", "use", project_, "shipped"}).status, 0);
        const auto count = list().size();
        const auto deleted = runCli({"runs", "delete", run, project_}).json();
        QVERIFY(deleted["undo"].toString().contains("runs restore " + run));
        QCOMPARE(list().size(), count - 1);
        QCOMPARE(list({"--deleted"}).size(), qsizetype{1});
        QCOMPARE(runCli({"runs", "show", run, project_}).status, 3);
        QCOMPARE(runCli({"train", "caption", project_, "--resume", run}).status, 3);
        QCOMPARE(runCli({"runs", "restore", run, project_}).json()["state"].toString(), QString("finished"));
        QCOMPARE(list().size(), count);
        QVERIFY(stepsOf(run) > 0);
        runCli({"runs", "delete", run, project_});
        QCOMPARE(runCli({"runs", "purge", project_}).json()["purged"].toArray(), QJsonArray{run});
        QVERIFY(list({"--deleted"}).isEmpty());
        QVERIFY(!QFileInfo::exists(project_ + "/runs/deleted/" + run));
    }

    void aDivergedRunSaysWhatToTry() {
        QStringList arguments{"--threads", "1", "train", "align", project_, "--recipe", recipe_};
        for (const char* option : {"epochs=30", "batch=4", "embedding=24", "wordVectors=12", "hidden=12", "minCount=1",
                                   "learningRate=100", "warmup=0", "schedule=constant", "clip=1000000"})
            arguments << "--set" << option;
        const auto r = runCli(arguments);
        QVERIFY2(r.status == 3, qPrintable(r.error));
        const QString run = newest();
        const auto shown = runCli({"runs", "show", run, project_}).json();
        QCOMPARE(shown["state"].toString(), QString("failed"));
        QVERIFY2(shown["problem"].toString().contains("with learningRate 25"), qPrintable(shown["problem"].toString()));
        QVERIFY2(r.error.contains("--like " + run + " --set learningRate=25"), qPrintable(r.error));
    }

    void aRunStopsEarlyWhenItGetsNoBetter() {
        const auto r = runCli(training({"epochs=200", "patience=2", "learningRate=1e-8"}).mid(2));
        QVERIFY2(r.status == 0, qPrintable(r.error));
        const auto shown = runCli({"runs", "show", r.json()["run"].toString(), project_}).json();
        QCOMPARE(shown["state"].toString(), QString("finished"));
        QVERIFY2(shown["epochs"].toInt() < 200, qPrintable(QString::number(shown["epochs"].toInt())));
        QVERIFY(r.json()["remarks"].toArray().last().toString().contains("2 evaluations"));
    }

    // The memory that the program may have is bounded: one sentence, what to try, and a run that can be resumed.
    void outOfMemoryIsSaidInOneSentence() {
        QProcess process;
        const auto arguments = training({"epochs=1", "hidden=8192", "wordVectors=8192", "cell=lstm"});
        process.start("/bin/sh", QStringList{"-c", "ulimit -v 3500000; exec \"$0\" \"$@\"",
                                             QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli")} +
                                     arguments);
        QVERIFY(process.waitForFinished(120000));
        const auto error = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 4, qPrintable(error));
        QVERIFY2(error.contains("main memory ran out") && error.contains("--set batch=2"), qPrintable(error));
        const auto run = runCli({"runs", "show", newest(), project_}).json();
        QCOMPARE(run["state"].toString(), QStringLiteral("failed"));
        QVERIFY(run["resumable"].toBool());
        QVERIFY(run["problem"].toString().contains("main memory"));
    }
};

QTEST_GUILESS_MAIN(TestRunsCli)
#include "test_runs_cli.moc"
