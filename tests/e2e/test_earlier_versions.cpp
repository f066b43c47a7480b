// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint_info.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace legenda;
using legenda::tests::runCli;
using test::must;
namespace fs = std::filesystem;

// A project that version 0.1.0 wrote, with its features, runs, checkpoints and annotations, gives what it gave then.
class TestEarlierVersions : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    QString project_;

    QString best(const QString& run) const { return project_ + "/runs/" + run + "/best.safetensors"; }
    QString picture(const QString& name) const { return folder_.filePath("pictures/images/" + name); }
    QMap<QString, QString> captionsOfDev(const QStringList& arguments) const {
        const QString out = folder_.filePath("captions.json");
        const auto r = runCli(QStringList{"caption", project_, "--split", "dev", "--out", out} + arguments);
        if (r.status != 0) qWarning("%s", qPrintable(r.error));
        QFile file(out);
        QMap<QString, QString> captions;
        if (!file.open(QIODevice::ReadOnly)) return captions;
        for (const QJsonValue& item : QJsonDocument::fromJson(file.readAll()).array())
            captions[item["image_id"].toString()] = item["caption"].toString();
        return captions;
    }

 private Q_SLOTS:
    void initTestCase() {
        const fs::path from = LEGENDA_SOURCE_DIR "/tests/fixtures/version-0.1.0";
        fs::copy(from, folder_.path().toStdString(), fs::copy_options::recursive);
        project_ = folder_.filePath("shapes.legenda");
    }

    void annotationsAreThere() {
        const auto store = must(store::ProjectStore::open(project_.toStdString()));
        QCOMPARE(must(store.counts()).train, 8);
        QCOMPARE(must(store.counts()).dev, 4);
        const auto regions = must(store.allRegions());
        QCOMPARE(regions.size(), 4U);
        QStringList texts;
        for (const auto& region : regions)
            for (const auto& snippet : region.snippets) texts << QString::fromStdString(snippet.text);
        QCOMPARE(texts, QStringList({"a red circle", "the round thing", "drawn by hand", "a blue square"}));
        QVERIFY(std::ranges::any_of(regions, [](const auto& region) {
            return region.box.x == 26.88 && region.snippets.size() == 1 && region.snippets[0].text == "drawn by hand";
        }));
    }

    void runsHaveTheirStates() {
        const auto r = runCli({"runs", "list", project_});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QMap<QString, QString> states;
        for (const QJsonValue& run : r.json()["runs"].toArray()) states[run["id"].toString()] = run["state"].toString();
        QCOMPARE(states.size(), 6);
        QCOMPARE(states["align-2026-11-27-1"], QString("finished"));
        QCOMPARE(states["align-2026-11-27-2"], QString("crashed"));
        QCOMPARE(states["region-2026-11-27-2"], QString("finished"));
    }

    void featuresAreNotMadeAgain() {
        const auto r =
            runCli({"features", project_, "--backbone", "efficientnet-lite0", "--proposals", "grid", "--regions", "3"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()["computed"].toInt(), 0);
    }

    // Its own checkpoints were trained on pictures as they are, and keep to that.
    void theRecipeInUseIsTheOldOne() {
        const auto r = runCli({"features", project_});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()["recipe"].toString(), QString("407669efebc7e47e"));
        QCOMPARE(r.json()["computed"].toInt(), 0);
    }

    // New features reduce large pictures; these fit, so that their vectors are those that are there.
    void featuresAreTakenOver() {
        const auto r = runCli({"features", project_, "--backbone", "efficientnet-lite0", "--proposals", "grid",
                               "--regions", "3", "--longest-side", "320"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QVERIFY(r.json()["recipe"].toString() != "407669efebc7e47e");
        QCOMPARE(r.json()["taken_over"].toInt(), 12);
        QCOMPARE(r.json()["computed"].toInt(), 0);
        QCOMPARE(r.json()["images"].toInt(), 12);
    }

    void checkpointsAnswerAsThen() {
        const auto captions = captionsOfDev({"--model", best("caption-2026-11-27-2")});
        QCOMPARE(captions["black_square.png"], QString("one square of red"));
        QCOMPARE(captions["white_circle.png"], QString("one circle of blue"));
        // 0.1.0 gave this in a project with features, and without them another frame's vector than the model was
        // trained on ("one of of"); now one answer, as in the training, for the file as for the project's image.
        for (const QStringList& target : {QStringList{picture("red_circle.png")}, {project_, "red_circle.png"}}) {
            const auto box = runCli(QStringList{"caption"} + target +
                                    QStringList{"--box", "8,4,24,24", "--model", best("region-2026-11-27-2")});
            QVERIFY2(box.status == 0, qPrintable(box.error));
            QCOMPARE(box.json()[0]["captions"][0]["text"].toString(), QString("one of green"));
            QVERIFY(qAbs(box.json()[0]["captions"][0]["log_prob"].toDouble() + 2.0203) < 0.02);
        }
        const auto retrieval =
            runCli({"evaluate", "retrieval", project_, "--split", "dev", "--model", best("align-2026-11-27-1")});
        QVERIFY2(retrieval.status == 0, qPrintable(retrieval.error));
        QCOMPARE(retrieval.json()["image_search"]["r1"].toDouble(), 25.0);
        QCOMPARE(retrieval.json()["image_annotation"]["r5"].toDouble(), 100.0);
    }

    // A project whose own caption model was trained on the backbone and the proposer that 0.1.0 shipped: its checkpoint
    // names both by their hashes, and captions a photograph that came later.
    void aModelOnTheFirstVersionsNetworksCaptionsANewPhotograph() {
        const QString run = "caption-2026-11-27-2", old = folder_.filePath("old.legenda"),
                      own = folder_.filePath("new");
        fs::copy(LEGENDA_SOURCE_DIR "/tests/fixtures/version-0.1.0/shapes.legenda", old.toStdString(),
                 fs::copy_options::recursive);
        const fs::path checkpoint = fs::path(old.toStdString()) / "runs" / run.toStdString() / "best.safetensors";
        fs::copy_file(LEGENDA_SOURCE_DIR "/resources/pretrained/caption-paper.safetensors", checkpoint,
                      fs::copy_options::overwrite_existing);
        const auto recipe = must(model::readCheckpointHeader(checkpoint)).recipe;
        QCOMPARE(recipe.backboneHash, std::string("eb14f26244e289ac720f3d09bceadcd37934d5d04249cd014436520eef11fe10"));
        QCOMPARE(recipe.proposalsHash, std::string("20758b76688551c9571782a709b21e07a326d5bbb4fddbf3056f96edbb8d23c0"));
        QVERIFY(QDir().mkpath(own));
        QVERIFY(QFile::copy(QStringLiteral(LEGENDA_SOURCE_DIR "/datasets/demo/images/dog.jpg"), own + "/dog.jpg"));
        const auto imported = runCli({"import", old, "--format", "folder", "--root", own});
        QVERIFY2(imported.status == 0, qPrintable(imported.error));
        const auto chosen = runCli({"models", "use", old, run});
        QVERIFY2(chosen.status == 0, qPrintable(chosen.error));
        const auto r = runCli({"caption", old, "dog.jpg"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QVERIFY2(r.error.contains(run), qPrintable(r.error));
        const auto caption = r.json()[0]["captions"][0];
        QCOMPARE(caption["text"].toString(), QString("a german shepherd runs through the grass"));
        QVERIFY(qAbs(caption["log_prob"].toDouble() + 4.653) < 0.05);
    }

    void crashedRunGoesOn() {
        const auto r = runCli({"train", "align", project_, "--resume", "align-2026-11-27-2"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        QCOMPARE(r.json()["state"].toString(), QString("finished"));
        QCOMPARE(r.json()["run"].toString(), QString("align-2026-11-27-2"));
    }
};

QTEST_GUILESS_MAIN(TestEarlierVersions)
#include "test_earlier_versions.moc"
