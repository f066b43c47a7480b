// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace legenda;
using legenda::tests::CliResult;
using legenda::tests::runCli;
using test::must;
namespace fs = std::filesystem;

// Which model a project uses, as a user at the command line meets it: the commands of the README, one after another; a
// project of version 0.1.0; a chosen file that goes away.
class TestModels : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString project_;  // of the README's commands

    QString path(const QString& name) const { return folder_.filePath(name); }
    static QJsonObject inUse(const QString& project, const QString& kind) {
        const auto r = runCli({"models", "list", project});
        if (r.status != 0) qWarning("%s", qPrintable(r.error));
        for (const QJsonValue model : r.json()["models"].toArray())
            if (model["kind"] == kind && model["in_use"].toBool()) return model.toObject();
        return {};
    }
    static QString nameInUse(const QString& project, const QString& kind) {
        return inUse(project, kind)["name"].toString();
    }
    static QString hashOf(const QString& file) {
        return QString::fromStdString(must(base::sha256OfFile(file.toStdString())));
    }

    // Options for eight pictures of shapes.
    static QStringList small(const QString& kind) {
        QStringList sets{"epochs=2", "minCount=1", "batch=4", "hidden=16"};
        if (kind == "region") sets << "minWords=1";
        QStringList arguments;
        for (const auto& set : sets) arguments << "--set" << set;
        return arguments;
    }

    // The lines of the README's section "Your own data".
    static QStringList commandsOfTheReadme() {
        QFile file(QStringLiteral(LEGENDA_SOURCE_DIR "/README.md"));
        if (!file.open(QIODevice::ReadOnly)) return {};
        QString section = QString::fromUtf8(file.readAll()).section(QStringLiteral("## Your own data"), 1);
        section = section.section(QStringLiteral("```"), 1, 1);
        static const QString program = QStringLiteral("build/release/bin/legenda-cli ");
        QStringList commands;
        for (const QString& line : section.split('\n', Qt::SkipEmptyParts))
            if (line.startsWith(program)) commands << line.mid(program.size()).simplified();
        return commands;
    }

 private Q_SLOTS:
    void initTestCase() {
        fs::copy(LEGENDA_SOURCE_DIR "/tests/fixtures/version-0.1.0/pictures", path("pictures").toStdString(),
                 fs::copy_options::recursive);
        project_ = path("mine.legenda");
    }

    // Each command of the README works, and the evaluation at its end is of the model that was trained.
    void theReadmesCommandsGiveWhatTheySay() {
        const auto commands = commandsOfTheReadme();
        QVERIFY(commands.size() >= 5);
        CliResult last;
        for (QString command : commands) {
            command.replace("NAME.legenda", project_).replace("FOLDER", path("pictures"));
            auto words = command.split(' ');
            if (words[0] == "train")
                words << "--set"
                      << "epochs=1";
            last = runCli(words);
            QVERIFY2(last.status == 0, qPrintable(command + ": " + last.error));
        }
        QVERIFY(commands.last().startsWith("evaluate retrieval"));
        const auto used = inUse(project_, "alignment");
        QCOMPARE(used["origin"].toString(), QString("run"));
        QCOMPARE(last.json()["checkpoint"].toString(), hashOf(used["file"].toString()));
        QVERIFY2(last.error.contains(used["id"].toString()), qPrintable(last.error));
        for (const auto* kind : {"caption", "region"})
            QCOMPARE(inUse(project_, kind)["origin"].toString(), QString("run"));
    }

    void aTrainingAloneChangesNothing() {
        const QString before = nameInUse(project_, "caption");
        QVERIFY(!before.isEmpty());
        const auto trained = runCli(QStringList{"train", "caption", project_} + small("caption"));
        QVERIFY2(trained.status == 0, qPrintable(trained.error));
        QCOMPARE(nameInUse(project_, "caption"), before);
        // A training names the model whose regions it reads.
        QVERIFY2(trained.error.contains(nameInUse(project_, "alignment")), qPrintable(trained.error));
    }

    void theListSaysWhatAModelIsAndHowGood() {
        const auto r = runCli({"models", "list", project_});
        bool shipped = false, run = false;
        for (const auto& each : r.json()["models"].toArray()) {
            const auto model = each.toObject();
            QVERIFY(!model["name"].toString().isEmpty() && !model["supervision"].toString().isEmpty());
            QVERIFY(model["dev"].isObject());
            if (model["id"] == "alignment-entities") {
                shipped = true;
                QCOMPARE(model["name"].toString(), QString("entities"));
                QCOMPARE(model["supervision"].toString(), QString("captions + boxes + phrases"));
                QCOMPARE(model["setting"].toString(), QString("c"));
            }
            if (model["origin"] == "run") {
                run = true;
                QVERIFY(QFile::exists(model["file"].toString()));
                QCOMPARE(model["dev"]["images"].toInt(), 4);
                QCOMPARE(model["comparable"], QJsonValue(false));  // 4 images say nothing
            }
        }
        QVERIFY(shipped && run);
    }

    void commandsNameTheModelsTheyTake_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("kinds");
        QTest::newRow("caption") << QStringList{"caption", "@", "red_circle.png"} << QStringList{"caption"};
        QTest::newRow("caption of a box")
            << QStringList{"caption", "@", "red_circle.png", "--box", "4,4,30,30"} << QStringList{"region"};
        QTest::newRow("align") << QStringList{"align", "@", "red_circle.png", "--sentence", "a red circle"}
                               << QStringList{"alignment"};
        QTest::newRow("search") << QStringList{"search", "@", "--text", "a red circle"} << QStringList{"alignment"};
        QTest::newRow("evaluate") << QStringList{"evaluate", "retrieval", "@", "--split", "dev"}
                                  << QStringList{"alignment"};
        QTest::newRow("features") << QStringList{"features", "@"} << QStringList{"alignment"};
    }
    void commandsNameTheModelsTheyTake() {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, kinds);
        arguments.replaceInStrings("@", project_);
        const auto r = runCli(arguments);
        QVERIFY2(r.status == 0, qPrintable(r.error));
        for (const auto& kind : kinds) {
            const auto model = inUse(project_, kind);
            QVERIFY2(r.error.contains(model["name"].toString()), qPrintable(r.error));
            QVERIFY2(r.error.contains(model["supervision"].toString()), qPrintable(r.error));
        }
    }

    void theChoiceIsOneForEveryCommand() {
        const auto refused = runCli({"models", "use", project_, "nosuch"});
        QCOMPARE(refused.status, 3);
        QVERIFY(refused.error.contains("nosuch"));
        QCOMPARE(runCli({"models", "use", project_}).status, 2);
        QCOMPARE(runCli({"train", "proposer", project_, "--use"}).status, 2);
        const auto chosen = runCli({"models", "use", project_, "paper", "--kind", "caption"});
        QVERIFY2(chosen.status == 0, qPrintable(chosen.error));
        QCOMPARE(nameInUse(project_, "caption"), QString("paper"));
        QVERIFY(runCli({"caption", project_, "red_circle.png"}).error.contains("caption model: paper"));
        QCOMPARE(runCli({"models", "use", project_, "shipped"}).status, 0);
        QCOMPARE(nameInUse(project_, "caption"), QString("better"));
        QCOMPARE(nameInUse(project_, "alignment"), QString("entities"));
    }

    void aFileThatIsGoneIsSaidAndTheShippedModelTaken() {
        const QString file = path("gone.safetensors");
        QVERIFY(
            QFile::copy(QStringLiteral(LEGENDA_SOURCE_DIR "/resources/pretrained/caption-paper.safetensors"), file));
        QCOMPARE(runCli({"models", "use", project_, file}).status, 0);
        QCOMPARE(nameInUse(project_, "caption"), QString("gone"));
        QVERIFY(QFile::remove(file));
        const auto r = runCli({"caption", project_, "red_circle.png"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QVERIFY2(r.error.contains(file) && r.error.contains("better"), qPrintable(r.error));
        QVERIFY(!r.json()[0]["captions"][0]["text"].toString().isEmpty());
        QCOMPARE(runCli({"models", "use", project_, "shipped"}).status, 0);
    }

    // 0.1.0 took the newest finished run of each kind by itself: such a project goes on with it, and says so once.
    void aProjectOfTheFirstVersionKeepsWhatItUsed() {
        fs::copy(LEGENDA_SOURCE_DIR "/tests/fixtures/version-0.1.0/shapes.legenda", path("old.legenda").toStdString(),
                 fs::copy_options::recursive);
        const QString old = path("old.legenda");
        // The newest finished caption run has lost its file: the one before it was what 0.1.0 used.
        QVERIFY(QFile::remove(old + "/runs/caption-2026-11-27-2/best.safetensors"));
        const auto first = runCli({"caption", old, "red_circle.png"});
        QVERIFY2(first.status == 0, qPrintable(first.error));
        QVERIFY2(first.error.contains("caption model: caption-2026-11-27-1"), qPrintable(first.error));
        QVERIFY2(first.error.contains("0.1.0"), qPrintable(first.error));
        QCOMPARE(nameInUse(old, "alignment"), QString("align-2026-11-27-1"));  // the newer one had not finished
        QCOMPARE(nameInUse(old, "region"), QString("region-2026-11-27-2"));
        const auto second = runCli({"caption", old, "red_circle.png"});
        QVERIFY2(second.error.contains("caption-2026-11-27-1") && !second.error.contains("0.1.0"),
                 qPrintable(second.error));
    }
};

QTEST_GUILESS_MAIN(TestModels)
#include "test_models.moc"
