// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/store/project_store.h"
#include "core/trainers/run_folder.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_project.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace legenda;
using test::must;
using tests::runCli;
namespace fs = std::filesystem;

namespace {

struct Kind {
    const char* command;
    QStringList set;
};

// Small enough that a run is over in a few seconds, with an evaluation, and so a checkpoint, in each epoch.
const std::map<QString, Kind> kKinds{
    {"align", {"align", {"epochs=12", "batch=4", "embedding=24", "wordVectors=12", "hidden=12", "minCount=1"}}},
    {"align-better",
     {"align",
      {"preset=better", "epochs=12", "batch=4", "embedding=24", "frameEmbedding=16", "wordVectors=12", "hidden=12",
       "minCount=1", "components=8"}}},
    {"caption", {"caption", {"epochs=8", "batch=4", "hidden=16", "wordVectors=16", "minCount=1"}}},
    {"region", {"region", {"epochs=8", "batch=4", "hidden=16", "wordVectors=16", "minCount=1"}}},
    {"proposer",
     {"proposer", {"backbone=efficientnet-lite0", "inputSize=64", "epochs=6", "batch=4", "channels=8", "anchors=3"}}},
    {"features",
     {"features",
      {"backbone=efficientnet-lite0", "inputSize=36", "epochs=4", "batch=8", "frozenBlocks=13", "minCount=1",
       "embedding=16", "frameEmbedding=16", "hidden=24", "wordVectors=12"}}},
};

}  // namespace

// A training that is killed at any moment, again and again, has in the end the curve, figures and weights of one that
// was never interrupted.
class TestKillTraining : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString project_;
    const int kills_ = qEnvironmentVariable("LEGENDA_TRAINING_KILLS", "3").toInt();
    base::Random random_{25, "kills"};

    QStringList newRun(const Kind& kind) const {
        QStringList arguments{"--threads", "1", "train", kind.command, project_};
        if (QString(kind.command) == "align" || QString(kind.command) == "caption") arguments << "--recipe" << recipe_;
        if (QString(kind.command) == "region") arguments << "--align-model" << alignment_;
        for (const auto& option : kind.set) arguments << "--set" << option;
        return arguments;
    }
    QString recipe_, alignment_;

    fs::path folderOf(const QString& run) const {
        return fs::path(project_.toStdString()) / "runs" / run.toStdString();
    }
    QStringList ids() const {
        QStringList ids;
        for (const auto& run : must(must(store::ProjectStore::open(project_.toStdString())).runs()))
            ids << QString::fromStdString(run.id);
        return ids;
    }
    QString stateOf(const QString& run) const {
        return runCli({"runs", "show", run, project_}).json()["state"].toString();
    }

    // Kills the program after `wait` ms; true: it had ended by itself before.
    static bool endsBeforeItIsKilled(const QStringList& arguments, int wait, QByteArray& problem) {
        QProcess process;
        process.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), QStringList{"--json", "--quiet"} + arguments);
        if (process.waitForFinished(wait)) {
            if (process.exitCode() != 0) problem = process.readAllStandardError();
            return true;
        }
        process.kill();
        process.waitForFinished(20000);
        return process.exitStatus() == QProcess::NormalExit;
    }

    void compare(const QString& straight, const QString& killed) const {
        const auto a = folderOf(straight), b = folderOf(killed);
        for (const char* file : {"curve.bin", "best.safetensors"})
            QVERIFY2(must(base::readFile(a / file)) == must(base::readFile(b / file)), file);
        const bool sampled = fs::exists(a / "samples.jsonl");
        QCOMPARE(fs::exists(b / "samples.jsonl"), sampled);
        if (sampled) QVERIFY(must(base::readFile(a / "samples.jsonl")) == must(base::readFile(b / "samples.jsonl")));
        const auto last = trainers::savedCheckpoints(a).at(0).folder,
                   other = trainers::savedCheckpoints(b).at(0).folder;
        QCOMPARE(other.filename(), last.filename());
        for (const char* file : {"model.safetensors", "state.safetensors"})
            QVERIFY2(must(base::readFile(last / file)) == must(base::readFile(other / file)), file);
        const auto difference = runCli({"runs", "compare", straight, killed, project_}).json();
        QVERIFY(difference["options"].toArray().isEmpty());
        QVERIFY(difference["provenance"].toArray().isEmpty());
        QVERIFY(!difference["figures"].toArray().isEmpty());
        for (const auto& pair : difference["figures"].toArray())
            QVERIFY2(pair.toObject()["a"] == pair.toObject()["b"], qPrintable(pair.toObject()["name"].toString()));
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = dir_.filePath("p.legenda");
        tests::makePictureProject(project_.toStdString(), dir_.filePath("images").toStdString());
        const auto features =
            runCli({"features", project_, "--backbone", "efficientnet-lite0", "--proposals", "grid", "--regions", "4"});
        // One picture cannot be read, which the status says.
        QVERIFY2(features.status == 0 || features.status == 3, qPrintable(features.error));
        recipe_ = features.json()["recipe"].toString();
        QVERIFY(!recipe_.isEmpty());
        const auto aligned = runCli(newRun(kKinds.at("align")));
        QVERIFY2(aligned.status == 0, qPrintable(aligned.error));
        alignment_ = aligned.json()["checkpoint"].toString();
    }

    void resumesBitForBit_data() {
        QTest::addColumn<QString>("name");
        for (const auto& [name, kind] : kKinds) QTest::newRow(qPrintable(name)) << name;
    }
    void resumesBitForBit() {
        QFETCH(QString, name);
        const Kind& kind = kKinds.at(name);
        QElapsedTimer clock;
        clock.start();
        const auto whole = runCli(newRun(kind));
        QVERIFY2(whole.status == 0, qPrintable(whole.error));
        const QString straight = whole.json()["run"].toString();
        // Captions and alignments say something about the dev images at each evaluation.
        const bool says = name != "proposer" && name != "features";
        QCOMPARE(fs::exists(folderOf(straight) / "samples.jsonl"), says);
        const auto duration = static_cast<std::uint64_t>(clock.elapsed());

        QString run;
        int compared = 0;
        for (int kill = 0; kill < kills_; ++kill) {
            const auto before = ids();
            const auto arguments =
                run.isEmpty() ? newRun(kind) : QStringList{"--threads", "1", "runs", "resume", run, project_};
            QByteArray problem;
            const bool ended = endsBeforeItIsKilled(arguments, 50 + static_cast<int>(random_.below(duration)), problem);
            QVERIFY2(problem.isEmpty(), problem);
            for (const auto& id : ids())
                if (!before.contains(id)) run = id;
            if (run.isEmpty()) continue;  // killed before there was a run
            // It may have been over already when it was killed.
            const auto state = stateOf(run);
            QVERIFY2(state == "finished" || (state == "crashed" && !ended), qPrintable(state));
            if (state != "finished") continue;
            compare(straight, run);
            ++compared;
            run.clear();
        }
        if (run.isEmpty() && compared > 0) return;
        const auto rest =
            runCli(run.isEmpty() ? newRun(kind) : QStringList{"--threads", "1", "runs", "resume", run, project_});
        QVERIFY2(rest.status == 0, qPrintable(rest.error));
        if (run.isEmpty()) run = rest.json()["run"].toString();
        QCOMPARE(stateOf(run), QString("finished"));
        compare(straight, run);
    }
};

QTEST_GUILESS_MAIN(TestKillTraining)
#include "test_kill_training.moc"
