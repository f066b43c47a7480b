// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/predictions.h"
#include "tests/support/evaluation_project.h"

using namespace legenda;
using nlohmann::json;
using test::must;

// A set of a project is scored as the file that it was read from.
class TestPredictionSets : public QObject {
    Q_OBJECT

    tests::EvaluationProject project_;

    void import(const std::string& name, const std::string& text) const {
        const auto file = project_.root() / (name + ".json");
        test::write(file, text);
        must(exchange::importPredictions({project_.root() / "p.legenda", name, {}, {file, {}, {}}, false}, {}));
    }
    base::Result<json> scoreSet(const std::string& task, const std::string& name,
                                const std::string& split = "dev") const {
        evaluation::EvaluateOptions options;
        options.task = task;
        options.split = split;
        options.project = project_.root() / "p.legenda";
        options.from = name;
        return evaluation::runEvaluation(options, project::Resources{project_.root(), project_.root()}, {});
    }
    // All but where it comes from.
    static json figures(json result) {
        for (const char* key : {"from", "from_format", "checkpoint"}) result.erase(key);
        if (result["model"].is_string()) result.erase("model");
        return result;
    }

 private Q_SLOTS:
    void theFiguresOfASetAreThoseOfItsFile_data() {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("text");
        QTest::newRow("captions") << "captions"
                                  << R"([{"image_id": "a.jpg", "caption": "a dog runs"},
                                         {"image_id": "b.jpg", "caption": "two boys play"}])";
        QTest::newRow("grounding")
            << "grounding"
            << R"({"image":"a.jpg","sentence":"A dog runs to the cat .","start":0,"end":2,"box":[0,0,40,20]}
{"image":"a.jpg","sentence":"The big dog","start":0,"end":3,"box":[50,50,10,10]})";
        QTest::newRow("retrieval") << "retrieval"
                                   << R"({"sentences":["b.jpg#1","a.jpg#0","b.jpg#0","a.jpg#1"]}
{"image":"b.jpg","scores":[1,2.5,null,0]}
{"image":"a.jpg","scores":[0.5,1,2,3]})";
        QTest::newRow("retrieval, one skipped") << "retrieval"
                                                << R"({"sentences":["a.jpg#0","a.jpg#1"]}
{"image":"a.jpg","scores":[0.5,1]}
{"image":"b.jpg","skipped":"no features"})";
    }
    void theFiguresOfASetAreThoseOfItsFile() {
        QFETCH(QString, task);
        QFETCH(QString, text);
        const std::string name = std::string("set ") + QTest::currentDataTag();
        import(name, text.toStdString());
        const auto ofFile = project_.evaluate(task.toStdString(), "dev", text.toStdString());
        QVERIFY2(ofFile, ofFile ? "" : ofFile.error().message.c_str());
        const auto ofSet = scoreSet(task.toStdString(), name);
        QVERIFY2(ofSet, ofSet ? "" : ofSet.error().message.c_str());
        QCOMPARE((*ofSet)["from"].get<std::string>(), name);
        QCOMPARE(figures(*ofSet).dump(), figures(*ofFile).dump());
    }

    void regionsOfASet() {
        // The union of the first dog's boxes is its item; the file names it as COCO's detections do.
        import("regions", R"([{"image_id":"a.jpg","bbox":[0,0,40,20],"score":0.1,"caption":"something else"},
                              {"image_id":"a.jpg","bbox":[0,0,40,20],"score":0.9,"caption":"a dog"}])");
        const auto ofSet = scoreSet("regions", "regions");
        QVERIFY2(ofSet, ofSet ? "" : ofSet.error().message.c_str());
        const auto ofFile =
            project_.evaluate("regions", "dev", R"({"image":"a.jpg","box":[0,0,40,20],"caption":"a dog"})");
        QVERIFY2(ofFile, ofFile ? "" : ofFile.error().message.c_str());
        QCOMPARE(figures(*ofSet).dump(), figures(*ofFile).dump());
    }

    void phrasesAreFoundHoweverTheyArePunctuated() {
        import("other words",
               R"({"image":"a.jpg","sentence":"a dog runs to the cat","start":0,"end":2,"box":[0,0,40,20]}
{"image":"a.jpg","sentence":"The big dog.","start":0,"end":3,"boxes":[[50,50,10,10],[0,0,40,20]],"scores":[0.1,0.9]})");
        const auto found = scoreSet("grounding", "other words");
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QCOMPARE((*found)["phrases"].get<int>(), 2);
        QCOMPARE((*found)["accuracy"].get<double>(), 100.0);
        // One for which no box was found is missed.
        import("half", R"({"image":"a.jpg","sentence":"a dog runs to the cat","start":0,"end":2,"box":[0,0,40,20]}
{"image":"a.jpg","sentence":"The big dog.","start":0,"end":3,"box":null})");
        const auto half = must(scoreSet("grounding", "half"));
        QCOMPARE(half["accuracy"].get<double>(), 50.0);
        QCOMPARE(half["without_box"].get<int>(), 1);
        QVERIFY(!found->contains("without_box"));
        // Without their sentence, by their words.
        import("alone", R"([{"image_id":"a.jpg","bbox":[0,0,40,20],"score":0.9,"caption":"A dog"},
                            {"image_id":"a.jpg","bbox":[0,0,40,20],"score":0.2,"caption":"the big dog"}])");
        QCOMPARE(must(scoreSet("grounding", "alone"))["accuracy"].get<double>(), 100.0);
    }

    void theBestOfSeveralCaptionsIsScored() {
        import("several", R"([{"image_id":"a.jpg","caption":"zebra zebra","log_prob":-9},
                              {"image_id":"a.jpg","caption":"A dog runs .","log_prob":-1},
                              {"image_id":"b.jpg","caption":"Two boys"},{"image_id":"b.jpg","caption":"zebra zebra"}])");
        const auto found = must(scoreSet("captions", "several"));
        QVERIFY(found["model"]["BLEU1"].get<double>() > 0.999);
        QCOMPARE(found["model"]["items"].get<int>(), 2);
    }

    void whatIsMissingIsSaid() {
        import("part", R"([{"image_id":"a.jpg","caption":"a dog"},{"image_id":"c.jpg","caption":"a cat"}])");
        const auto half = scoreSet("captions", "part");
        QVERIFY(!half && base::exitStatus(half.error().code) == 3);
        QVERIFY(half.error().message.find("b.jpg") != std::string::npos);
        QVERIFY(scoreSet("captions", "part", "test"));  // the other split is whole
        const auto kind = scoreSet("grounding", "part");
        QVERIFY(!kind && base::exitStatus(kind.error().code) == 3);
        const auto none = scoreSet("captions", "no such set");
        QVERIFY(!none && base::exitStatus(none.error().code) == 4);
    }

    void aCaptionThatHasChangedIsSaid() {
        import("matrix", "{\"sentences\":[\"c.jpg#0\"]}\n{\"image\":\"c.jpg\",\"scores\":[1]}\n");
        QVERIFY(scoreSet("retrieval", "matrix", "test"));
        {
            auto store = must(store::ProjectStore::open(project_.root() / "p.legenda"));
            const auto image = must(store.imageByPath("c.jpg"));
            must(store.removeCaption(image->id, 0));
            must(store.addCaption(image->id, "Another cat", 0));
        }
        const auto changed = scoreSet("retrieval", "matrix", "test");
        QVERIFY(!changed && base::exitStatus(changed.error().code) == 3);
    }
};

QTEST_GUILESS_MAIN(TestPredictionSets)
#include "test_prediction_sets.moc"
