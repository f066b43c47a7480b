// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/cli_runner.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace legenda;
using legenda::tests::runCli;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

// The commands annotators, backup and snippets agreement.
class TestAnnotatorsCli : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString project_;

    void draw(const std::string& annotator, const base::Box& box, const std::string& text) {
        auto store = must(ProjectStore::open(project_.toStdString()));
        must(store.signIn({annotator, false}));
        store::Edit edit, done;
        edit.image = done.image = 1;
        edit.box = box;
        edit.text = text;
        done.kind = store::Edit::Kind::SetMark;
        must(store.apply({edit, done}, {}));
    }
    std::size_t boxes() const { return must(must(ProjectStore::open(project_.toStdString())).allRegions()).size(); }

 private Q_SLOTS:
    void initTestCase() {
        project_ = dir_.filePath("p.legenda");
        auto store = must(ProjectStore::create(project_.toStdString()));
        store::NewImage image;
        image.path = "sub/a.jpg";
        image.split = "dev";
        image.width = image.height = 100;
        must(store.addImages(dir_.path().toStdString(), "folder", {image}));
    }

    void addsAndListsAnnotators() {
        const auto added = runCli({"annotators", "add", project_, "anna", "--colour", "#123456"});
        QCOMPARE(added.status, 0);
        QCOMPARE(added.json()["name"].toString(), QString("anna"));
        QCOMPARE(runCli({"annotators", "add", project_, "anna"}).status, 3);
        QCOMPARE(runCli({"annotators", "add", project_, "b", "--colour", "red"}).status, 3);
        QCOMPARE(runCli({"annotators", "add", project_}).status, 2);
        QCOMPARE(runCli({"annotators", "list", project_ + "x"}).status, 4);
        draw("anna", {0, 0, 10, 10}, "a brown dog");
        draw("berta", {0, 0, 10, 8}, "a dog");
        const auto listed = runCli({"annotators", "list", project_});
        QCOMPARE(listed.status, 0);
        const auto all = listed.json()["annotators"].toArray();
        QCOMPARE(all.size(), 3);  // and the default one
        QCOMPARE(all[0]["name"].toString(), QString("anna"));
        QCOMPARE(all[0]["colour"].toString(), QString("#123456"));
        QVERIFY(all[0]["boxes"].toInt() == 1 && all[0]["texts"].toInt() == 1 && all[0]["done"].toInt() == 1);
    }

    void saysHowFarAnnotatorsAgree() {
        const auto r = runCli({"snippets", "agreement", project_, "--split", "dev"});
        QVERIFY2(r.status == 0, qPrintable(r.error));
        const auto pair = r.json()["pairs"][0];
        QCOMPARE(pair["annotators"].toArray(), (QJsonArray{"anna", "berta"}));
        QCOMPARE(pair["F1"].toDouble(), 1.0);
        QVERIFY(qAbs(pair["mean_iou"].toDouble() - 0.8) < 1e-9);
        QVERIFY(qAbs(pair["BLEU1"].toDouble() - 0.8) < 1e-6);
        QVERIFY(qAbs(pair["METEOR"].toDouble() - 0.2909) < 0.01);
        QVERIFY(pair["kappa"].isNull() && pair["mentions"].toInt() == 0);
        QCOMPARE(r.json()["overall"]["images"].toInt(), 1);
        for (const QJsonValue& each : r.json()["disagreements"].toArray()) {
            QCOMPARE(each["image"].toString(), QString("sub/a.jpg"));
            QCOMPARE(each["texts"].toArray(), (QJsonArray{"a brown dog", "a dog"}));
        }
        QCOMPARE(runCli({"snippets", "agreement", project_, "--annotators", "anna,nobody"}).status, 3);
        QCOMPARE(runCli({"snippets", "agreement", project_, "--split", "train"}).json()["pairs"].toArray().size(), 0);
        // The commands beside it are as they were.
        QCOMPARE(runCli({"snippets", "export", project_, "--format", "csv", dir_.filePath("out.csv")}).status, 0);
        QCOMPARE(runCli({"snippets"}).status, 2);
    }

    void backsUpAndRestores() {
        QCOMPARE(runCli({"backup", "restore", project_}).status, 3);  // there is none yet
        const auto made = runCli({"backup", "make", project_});
        QVERIFY2(made.status == 0, qPrintable(made.error));
        const auto before = boxes();
        draw("anna", {20, 20, 10, 10}, "drawn later");
        QCOMPARE(boxes(), before + 1);
        QCOMPARE(runCli({"backup", "restore", project_, "nosuch"}).status, 3);
        const auto restored = runCli({"backup", "restore", project_, made.json()["name"].toString()});
        QVERIFY2(restored.status == 0, qPrintable(restored.error));
        QCOMPARE(boxes(), before);
        const auto listed = runCli({"backup", "list", project_}).json()["backups"].toArray();
        QCOMPARE(listed.size(), 2);
        QCOMPARE(listed[0]["reason"].toString(), QString("restore"));
        QVERIFY(listed[1]["name"] == made.json()["name"] && listed[1]["bytes"].toInt() > 0);
        // The newest: what was there before the restore.
        QCOMPARE(runCli({"backup", "restore", project_}).status, 0);
        QCOMPARE(boxes(), before + 1);
    }
};

QTEST_GUILESS_MAIN(TestAnnotatorsCli)
#include "test_annotators_cli.moc"
