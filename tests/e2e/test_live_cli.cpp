// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"
#include "tests/support/live_program.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <string>
#include <vector>

using legenda::tests::liveProgram;
using legenda::tests::runCli;

// --model exec:COMMAND of the real program, on the demo project.
class TestLiveCli : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString project_, image_;

    static QString exec(const std::string& mode, const QString& pids = {}) {
        return QStringLiteral("exec:") + QString::fromStdString(liveProgram(mode, pids.toStdString()));
    }
    static QByteArray content(const QString& name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

 private Q_SLOTS:
    void initTestCase() {
        const auto demo = runCli({"demo", folder_.path()});
        QVERIFY2(demo.status == 0, qPrintable(demo.error));
        project_ = folder_.filePath(QStringLiteral("demo.legenda"));
        image_ = folder_.filePath(QStringLiteral("demo/images/dog.jpg"));
    }

    void captions() {
        const auto whole = runCli({"caption", image_, "--n", "2", "--model", exec("good")});
        QVERIFY2(whole.status == 0, qPrintable(whole.error));
        const auto said = whole.json()[0]["captions"].toArray();
        QCOMPARE(said.size(), 2);
        QCOMPARE(said[0]["text"].toString(), QStringLiteral("a dog dies"));
        QCOMPARE(said[0]["log_prob"].toDouble(), -1.5);
        QVERIFY(said[1]["log_prob"].isNull());
        QVERIFY(whole.json()[0]["box"].isNull());
        const auto boxes =
            runCli({"caption", project_, "dog.jpg", "--box", "20,30,200.5,150", "--model", exec("crop")});
        QVERIFY2(boxes.status == 0, qPrintable(boxes.error));
        QCOMPARE(boxes.json()[0]["box"][2].toDouble(), 200.5);
        QVERIFY(boxes.json()[0]["captions"][0]["text"].toString().startsWith(QStringLiteral("ffd8ff ")));
    }

    void captionsOfASplit() {
        const auto out = folder_.filePath(QStringLiteral("captions.json"));
        const auto r = runCli({"caption", project_, "--split", "dev", "--out", out, "--model", exec("refuses-once")});
        QCOMPARE(r.status, 3);  // one image was left out
        QVERIFY2(r.error.contains(QStringLiteral("too dark")), qPrintable(r.error));
        const auto list = QJsonDocument::fromJson(content(out)).array();
        QCOMPARE(list.size(), r.json()["images"].toInt());
        QVERIFY(list.size() > 3);
        QCOMPARE(list[0]["caption"].toString(), QStringLiteral("a dog dies"));
    }

    // The program's scores are 10 t + r: every word fits the last region best.
    void alignments() {
        const auto r = runCli({"align", image_, "--sentence", "A dog runs .", "--model", exec("good")});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        const auto found = r.json().object();
        QCOMPARE(found["tokens"].toArray(), (QJsonArray{"A", "dog", "runs", "."}));
        const int last = static_cast<int>(found["regions"].toArray().size()) - 1;
        QVERIFY(last > 3);
        QCOMPARE(found["assignment"].toArray(), (QJsonArray{last, last, last, last}));
        QCOMPARE(found["word_scores"].toArray()[2].toDouble(), 20.0 + last);
        QCOMPARE(found["segments"][0]["text"].toString(), QStringLiteral("A dog runs ."));
        QCOMPARE(found["width"].toInt(), 640);
        const auto out = folder_.filePath(QStringLiteral("alignments.jsonl"));
        const auto all = runCli({"align", project_, "--split", "dev", "--out", out, "--model", exec("good")});
        QVERIFY2(all.status == 0, qPrintable(all.error));
        QCOMPARE(content(out).count('\n'), all.json()["alignments"].toInt());
    }

    void evaluations_data() {
        QTest::addColumn<QString>("absent");
        QTest::newRow("captions") << "nearest_neighbour";
        QTest::newRow("regions") << "full_frame";
        QTest::newRow("grounding") << "accuracy_mrf";
    }
    void evaluations() {
        QFETCH(QString, absent);
        const QString task = QTest::currentDataTag();
        const auto out = folder_.filePath(task + QStringLiteral(".predictions"));
        const auto items = folder_.filePath(task + QStringLiteral(".csv"));
        const auto ours = runCli({"evaluate", task, project_, "--split", "dev", "--model", exec("good"),
                                  "--predictions", out, "--items", items});
        QVERIFY2(ours.status == 0, qPrintable(ours.error));
        auto figures = ours.json().object();
        QCOMPARE(figures["name"].toString(), QStringLiteral("parrot"));
        QCOMPARE(figures["program"].toString(), QStringLiteral("parrot"));
        QVERIFY(figures["absent"].toObject().contains(absent));
        const auto theirs = folder_.filePath(task + QStringLiteral(".from.csv"));
        const auto again = runCli({"evaluate", task, project_, "--split", "dev", "--from", out, "--items", theirs});
        QVERIFY2(again.status == 0, qPrintable(again.error));
        const auto scored = again.json().object();
        const QStringList keys = task == QStringLiteral("grounding")
                                     ? QStringList{"phrases", "accuracy", "pointing", "accuracy_any", "whole_image"}
                                     : QStringList{"model", "human"};
        for (const auto& key : keys) QCOMPARE(figures[key], scored[key]);
        // Each item with the references of its own image.
        if (task == QStringLiteral("captions")) {
            QVERIFY(content(items).contains(" | "));
            QCOMPARE(content(items), content(theirs));
        }
        if (task != QStringLiteral("grounding")) return;
        QVERIFY(figures["without_box"].toInt() > 0);
        QCOMPARE(figures["without_box"], scored["without_box"]);
        // What was asked once can be kept as a set.
        const auto kept = runCli({"predictions", "import", project_, "--name", "kept", out});
        QVERIFY2(kept.status == 0, qPrintable(kept.error));
        const auto ofSet = runCli({"evaluate", task, project_, "--split", "dev", "--from", "kept"});
        QVERIFY2(ofSet.status == 0, qPrintable(ofSet.error));
        const auto ofKept = ofSet.json().object();
        QCOMPARE(figures["without_box"], ofKept["without_box"]);
        for (const auto& key : keys) QCOMPARE(figures[key], ofKept[key]);
    }

    // A project may be given away, and a command may hold a key.
    void aProjectKeepsNoCommand() {
        const auto secret = QStringLiteral("key-of-nobody-7731");
        const auto command = QStringLiteral("exec:NO_KEY=%1 ").arg(secret) + exec("good").mid(5);
        const auto r = runCli(
            {"evaluate", "captions", project_, "--split", "dev", "--model", command, "--against", command + " "});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QVERIFY(!r.out.contains(secret.toUtf8()) && !r.error.contains(secret));
        const auto figures = r.json().object();
        QVERIFY(figures["evaluation"].toInt() > 0);  // it is kept
        QCOMPARE(figures["model"]["against"]["model"].toString(), QStringLiteral("parrot"));
        int files = 0;
        for (QDirIterator each(project_, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); each.hasNext();
             ++files) {
            const auto bytes = content(each.next());
            for (const auto& word : {secret, QStringLiteral("live_program.sh")})
                QVERIFY2(!bytes.contains(word.toUtf8()), qPrintable(each.filePath()));
        }
        QVERIFY(files > 1);
        const auto kept =
            content(project_ + QStringLiteral("/evaluations/%1.jsonl").arg(figures["evaluation"].toInt()));
        const auto head = QJsonDocument::fromJson(kept.left(kept.indexOf('\n'))).object();
        QCOMPARE(head["model"].toString(), QStringLiteral("parrot"));
        for (const char* option : {"program", "against"})
            QCOMPARE(head["options"][QLatin1String(option)].toString(), QStringLiteral("parrot"));
    }

    void programsThatLeaveOutOtherImagesAreComparedOnTheRest() {
        const auto r = runCli({"evaluate", "grounding", project_, "--split", "dev", "--model", exec("good"),
                               "--against", exec("refuses-once")});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        const auto against = r.json()["against"];
        QCOMPARE(against["left_out"].toInt(), 1);
        QVERIFY(against["images"].toInt() > 1);
        QCOMPARE(against["difference"]["accuracy"].toDouble(), 0.0);
    }

    void whatIsRefused_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("said");
        const QStringList evaluate{"evaluate", "captions", "@", "--split", "dev"};
        QTest::newRow("no command") << QStringList{"caption", "@", "dog.jpg", "--model", "exec: "} << 2
                                    << "exec: names no command";
        QTest::newRow("not there") << QStringList{"caption", "@", "dog.jpg", "--model", "exec:legenda-nothing-here"}
                                   << 4 << "exit status 127";
        QTest::newRow("rubbish") << QStringList{"caption", "@", "dog.jpg", "--model", exec("rubbish")} << 3
                                 << "The program parrot wrote \"Traceback (most recent call last)\"";
        QTest::newRow("dies") << evaluate + QStringList{"--model", exec("dies")} << 4 << "out of memory";
        QTest::newRow("too dark") << evaluate + QStringList{"--model", exec("refuses")} << 3 << "too dark";
        QTest::newRow("two") << evaluate + QStringList{"--model", exec("good"), "--model", exec("good")} << 2
                             << "one --model exec:COMMAND";
        QTest::newRow("retrieval") << QStringList{"evaluate", "retrieval", "@",         "--split",
                                                  "dev",      "--model",   exec("good")}
                                   << 2 << "asks no program";
        QTest::newRow("no such task") << QStringList{"evaluate", "grounding",          "@", "--split", "dev",
                                                     "--model",  exec("captions-only")}
                                      << 6 << "answers caption, not ground";
    }
    void whatIsRefused() {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, said);
        arguments.replaceInStrings(QStringLiteral("@"), project_);
        const auto r = runCli(arguments);
        QVERIFY2(r.status == status, qPrintable(r.error));
        QVERIFY2(r.error.contains(said), qPrintable(r.error));
    }

    // Whatever a project says is in use is a file.
    void aProjectNamesNoCommand() {
        const auto made = folder_.filePath(QStringLiteral("made"));
        const auto r = runCli({"models", "use", project_, "exec:touch " + made});
        QVERIFY(r.status != 0);
        runCli({"caption", project_, "dog.jpg"});
        QVERIFY(!QFile::exists(made));
        // Nor where somebody has written one into the project's database.
        using legenda::store::ProjectStore;
        const std::vector<std::string> kinds{"alignment", "caption", "region"};
        for (const char* origin : {"file", "project", "shipped"}) {
            {
                auto store = legenda::test::must(ProjectStore::open(project_.toStdString()));
                for (const auto& kind : kinds)
                    legenda::test::must(store.useModel({kind, origin, "exec:touch " + made.toStdString(), true}));
            }
            runCli({"caption", project_, "dog.jpg"});
            runCli({"caption", project_, "dog.jpg", "--box", "20,30,200,150"});
            runCli({"align", project_, "--split", "dev", "--out", folder_.filePath(QStringLiteral("never.jsonl"))});
            QVERIFY2(!QFile::exists(made), origin);
        }
        auto store = legenda::test::must(ProjectStore::open(project_.toStdString()));
        for (const auto& kind : kinds) legenda::test::must(store.useShippedModel(kind));
    }

    void interruptingEndsBothAtOnce_data() {
        QTest::addColumn<QString>("mode");
        for (const char* mode : {"never", "deaf-never"}) QTest::newRow(mode) << mode;
    }
    // The program's group ends as well where it outlives ours by its moment of grace.
    void interruptingEndsBothAtOnce() {
        QFETCH(QString, mode);
        const auto pids = folder_.filePath(QStringLiteral("interrupted ") + mode);
        QProcess cli;
        cli.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"),
                  {"caption", image_, "--model", exec(mode.toStdString(), pids)});
        const auto started = legenda::tests::pidsIn(pids.toStdString());
        QCOMPARE(started.size(), std::size_t{2});
        QTest::qWait(300);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(cli.state(), QProcess::Running);
        ::kill(static_cast<pid_t>(cli.processId()), SIGINT);
        QVERIFY(cli.waitForFinished(10000));
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(cli.exitCode(), 5);
        for (const int pid : started) QTRY_VERIFY_WITH_TIMEOUT(!legenda::tests::runs(pid), 10000);
    }

    // Parts of pictures do not stay behind for ever.
    void whatAKilledProgramHasCutIsRemovedByTheNext() {
        const auto place = folder_.filePath(QStringLiteral("parts"));
        QVERIFY(QDir().mkpath(place));
        const auto before = qgetenv("TMPDIR");
        qputenv("TMPDIR", place.toUtf8());
        const auto restore =
            qScopeGuard([&before] { before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before); });
        const auto folders = [&place] {
            return QDir(place).entryList({QStringLiteral("legenda-live-*")}, QDir::Dirs | QDir::NoDotAndDotDot);
        };
        const QStringList box{"caption", image_, "--box", "20,30,200,150", "--model"};
        QProcess killed, running;
        killed.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), box + QStringList{exec("never")});
        QTRY_COMPARE_WITH_TIMEOUT(folders().size(), qsizetype{1}, 30000);
        const auto abandoned = folders();
        killed.kill();
        QVERIFY(killed.waitForFinished(10000));
        QCOMPARE(folders(), abandoned);
        running.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), box + QStringList{exec("never")});
        QTRY_VERIFY_WITH_TIMEOUT(folders().size() == 1 && folders() != abandoned, 30000);
        const auto inUse = folders();
        const auto third = runCli(box + QStringList{exec("crop")});
        QVERIFY2(third.status == 0, qPrintable(third.error));
        QCOMPARE(folders(), inUse);
        running.kill();
        QVERIFY(running.waitForFinished(10000));
    }

    void aKilledProgramTakesItsOwnWithIt() {
        const auto pids = folder_.filePath(QStringLiteral("killed"));
        QProcess cli;
        cli.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"),
                  {"caption", image_, "--model", exec("deaf-never", pids)});
        const auto started = legenda::tests::pidsIn(pids.toStdString());
        QCOMPARE(started.size(), std::size_t{2});
        cli.kill();
        QVERIFY(cli.waitForFinished(10000));
        for (const int pid : started) QTRY_VERIFY_WITH_TIMEOUT(!legenda::tests::runs(pid), 10000);
    }
};

QTEST_GUILESS_MAIN(TestLiveCli)
#include "test_live_cli.moc"
