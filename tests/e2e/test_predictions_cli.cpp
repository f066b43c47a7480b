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

// The command predictions, and evaluate --from with the name of a set.
class TestPredictionsCli : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString project_;

    QString file(const QString& name, const std::string& text) const {
        test::write(dir_.filePath(name).toStdString(), text);
        return dir_.filePath(name);
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = dir_.filePath("p.legenda");
        auto store = must(ProjectStore::create(project_.toStdString()));
        std::vector<store::NewImage> images(2);
        images[0].path = "a.jpg";
        images[1].path = "b.jpg";
        for (auto& image : images) {
            image.split = "dev";
            image.width = image.height = 100;
            image.captions = {"A dog runs .", "The dog"};
        }
        must(store.addImages(dir_.path().toStdString(), "folder", images));
    }

    void readsScoresListsWritesAndRemoves() {
        const auto results = file("results.json", R"([{"image_id":"a.jpg","caption":"A dog runs"},
            {"image_id":"b.jpg","caption":"the dog"},{"image_id":"c.jpg","caption":"x"}])");
        const auto dry = runCli({"predictions", "import", project_, "--dry-run", results});
        QVERIFY2(dry.status == 0, qPrintable(dry.error));
        QCOMPARE(dry.json()["format"].toString(), QString("coco-captions"));
        QCOMPARE(dry.json()["items"].toInt(), 2);
        QVERIFY(runCli({"predictions", "list", project_}).json()["predictions"].toArray().isEmpty());

        QCOMPARE(runCli({"predictions", "import", project_, results}).status, 2);  // without a name
        const auto done =
            runCli({"predictions", "import", project_, "--name", "theirs", "--format", "coco-captions", results});
        QVERIFY2(done.status == 0, qPrintable(done.error));
        QCOMPARE(done.json()["name"].toString(), QString("theirs"));
        QCOMPARE(done.json()["images"].toInt(), 2);
        QCOMPARE(done.json()["unknown"].toArray(), QJsonArray{"c.jpg"});
        QCOMPARE(done.json()["missing"].toInt(), 0);
        QVERIFY(done.json()["problems"].toArray().isEmpty());
        QCOMPARE(runCli({"predictions", "import", project_, "--name", "theirs", results}).status, 3);

        const auto sets = runCli({"predictions", "list", project_}).json()["predictions"].toArray();
        QCOMPARE(sets.size(), 1);
        QCOMPARE(sets[0]["kind"].toString(), QString("captions"));
        QCOMPARE(sets[0]["items"].toInt(), 2);

        const auto scored = runCli({"evaluate", "captions", project_, "--split", "dev", "--from", "theirs"});
        QVERIFY2(scored.status == 0, qPrintable(scored.error));
        QCOMPARE(scored.json()["from"].toString(), QString("theirs"));
        QCOMPARE(scored.json()["model"]["items"].toInt(), 2);
        QCOMPARE(runCli({"evaluate", "captions", project_, "--split", "dev", "--from", "nobodys"}).status, 4);

        const auto out = dir_.filePath("out.json");
        const auto written = runCli({"predictions", "export", project_, "theirs", out, "--format", "neuraltalk"});
        QVERIFY2(written.status == 0, qPrintable(written.error));
        QCOMPARE(runCli({"predictions", "import", project_, "--name", "again", out}).status, 0);
        QCOMPARE(runCli({"predictions", "export", project_, "--name", "theirs", out, "--format", "odvg"}).status, 2);
        QCOMPARE(runCli({"predictions", "remove", project_, "theirs"}).status, 0);
        QCOMPARE(runCli({"predictions", "remove", project_, "--name", "again"}).status, 0);
        QCOMPARE(runCli({"predictions", "remove", project_, "theirs"}).status, 3);
        QVERIFY(runCli({"predictions", "list", project_}).json()["predictions"].toArray().isEmpty());
    }

    void badFilesChangeNothing_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("status");
        QTest::newRow("twice") << R"([{"image_id":"a.jpg","caption":"x"},{"image_id":"a.jpg","caption":"x"}])"
                               << "" << 3;
        QTest::newRow("cut") << R"([{"image_id":"a.jpg","caption":"x"},)"
                             << "" << 3;
        QTest::newRow("NaN") << R"([{"image_id":"a.jpg","caption":"x","log_prob":NaN}])"
                             << "" << 3;
        QTest::newRow("nobody's") << R"([{"image_id":"z.jpg","caption":"x"}])"
                                  << "" << 3;
        QTest::newRow("another format") << R"([{"image_id":"a.jpg","caption":"x"}])"
                                        << "densecap" << 3;
        QTest::newRow("no such format") << R"([{"image_id":"a.jpg","caption":"x"}])"
                                        << "frog" << 2;
    }
    void badFilesChangeNothing() {
        QFETCH(QString, text);
        QFETCH(QString, format);
        QFETCH(int, status);
        QStringList arguments{"predictions", "import", project_, "--name", "bad"};
        if (!format.isEmpty()) arguments << "--format" << format;
        const auto bad = runCli(arguments << file("bad.json", text.toStdString()));
        QCOMPARE(bad.status, status);
        QVERIFY2(!format.isEmpty() || bad.error.contains("bad.json"), qPrintable(bad.error));
        QVERIFY(runCli({"predictions", "list", project_}).json()["predictions"].toArray().isEmpty());
    }

    void missingFiles() {
        QCOMPARE(runCli({"predictions", "import", project_, "--name", "x", dir_.filePath("none.json")}).status, 4);
        QCOMPARE(runCli({"predictions", "list", project_ + "x"}).status, 4);
    }
};

QTEST_GUILESS_MAIN(TestPredictionsCli)
#include "test_predictions_cli.moc"
