// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/evaluation/evaluation.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using namespace legenda::evaluation;
using nlohmann::json;

// Evaluations that need no model: other systems' predictions, and what is said when something is missing.
class TestEvaluateJob : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path root_;

    base::Result<json> evaluate(const std::string& task, const std::string& split, const std::string& predictions = {},
                                const std::string& project = "p.legenda") {
        EvaluateOptions options;
        options.task = task;
        options.split = split;
        options.project = root_ / project;
        if (!predictions.empty()) {
            options.from = root_ / "from.json";
            if (!base::writeFileAtomically(options.from, predictions)) qFatal("cannot write");
        }
        return runEvaluation(options, project::Resources{root_, root_}, {});
    }
    static json row(const json& id, const std::string& caption) {
        return json::object({{"image_id", id}, {"caption", caption}});
    }
    static json region(const std::string& image, const std::vector<double>& box, const std::string& caption) {
        return json::object({{"image", image}, {"box", box}, {"caption", caption}});
    }

 private Q_SLOTS:
    void initTestCase() {
        root_ = folder_.path().toStdString();
        std::filesystem::copy(LEGENDA_SOURCE_DIR "/resources/metrics", root_ / "metrics");
        auto project = store::ProjectStore::create(root_ / "p.legenda");
        QVERIFY(project.has_value());
        store::NewImage first, second, third;
        first.path = "a.jpg", first.split = "dev", first.captions = {"A dog runs .", "The dog runs fast ."};
        second.path = "b.jpg", second.split = "dev", second.captions = {"Two boys", "Two red boys"};
        third.path = "c.jpg", third.split = "test", third.captions = {"A cat"};
        for (auto* image : {&first, &second, &third}) image->width = image->height = 100;
        store::EntitySentenceRecord sentence, other;
        sentence.text = "A dog runs to the cat .";
        sentence.mentions = {{"1", 0, 2, "A dog", "animals"}, {"2", 4, 6, "the cat", "animals"}};
        other.text = "The big dog";
        other.mentions = {{"1", 0, 3, "The big dog", "animals"}};
        first.entitySentences = {sentence, other};
        first.entityBoxes = {{0, "1", {0, 0, 10, 10}}, {0, "1", {30, 0, 10, 20}}, {0, "3", {1, 1, 5, 5}}};
        QVERIFY(project->addImages(root_, "test", {first, second, third}).has_value());
    }
    void captionsOfAnotherSystem() {
        const auto figures =
            evaluate("captions", "dev", json::array({row("b.jpg", "Two boys"), row("a.jpg", "A dog runs")}).dump());
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE((*figures)["model"]["items"].get<int>(), 2);
        QVERIFY(std::abs((*figures)["model"]["BLEU2"].get<double>() - 1) < 1e-6);
        QVERIFY((*figures)["human"].contains("CIDEr") && (*figures)["model_4ref"].contains("CIDEr"));
        QVERIFY((*figures)["absent"].contains("nearest_neighbour"));
        QCOMPARE((*figures)["split"].get<std::string>(), std::string("dev"));
        for (const char* key : {"setting", "seed", "checkpoint"}) QVERIFY(figures->contains(key));
    }
    void idsMayBeNumbersInOrder() {
        const auto figures =
            evaluate("captions", "dev", json::array({row(1, "A dog runs"), row(2, "Two boys")}).dump());
        QVERIFY(figures.has_value());
        QVERIFY(std::abs((*figures)["model"]["BLEU2"].get<double>() - 1) < 1e-6);
        QVERIFY((*figures)["image_ids"].get<std::string>().starts_with("positions in the split"));
    }
    // D17: where the images have ids of a data set, a number is one of these and never a place in the split.
    void idsOfTheDataSetAreNoPlaces() {
        auto project = test::must(store::ProjectStore::create(root_ / "coco.legenda"));
        store::NewImage first, second;
        first.path = "x/a.jpg", first.captions = {"A dog runs .", "The dog runs fast ."};
        second.path = "x/b.jpg", second.captions = {"Two boys", "Two red boys"};
        first.externalIds = {{"coco", "2"}, {"visual-genome", "77"}};
        second.externalIds = {{"coco", "391895"}, {"visual-genome", "2"}};
        for (auto* image : {&first, &second}) image->split = "dev", image->width = image->height = 100;
        test::must(project.addImages(root_, "coco", {first, second}));
        const auto score = [&](const json& list) { return evaluate("captions", "dev", list.dump(), "coco.legenda"); };
        const auto byNumber = score(json::array({row(391895, "Two boys"), row(2, "A dog runs")}));
        QVERIFY2(byNumber.has_value(), byNumber ? "" : byNumber.error().message.c_str());
        QVERIFY(std::abs((*byNumber)["model"]["BLEU2"].get<double>() - 1) < 1e-6);
        QVERIFY(!byNumber->contains("image_ids"));
        QVERIFY(score(json::array({row("391895", "Two boys"), row("2", "A dog runs")})).has_value());
        QVERIFY(score(json::array({row(77, "A dog runs"), row(391895, "Two boys")})).has_value());
        // 1 is the first image of the split and the id of none.
        const auto places = score(json::array({row(1, "A dog runs"), row(2, "Two boys")}));
        QVERIFY(!places);
        QCOMPARE(places.error().code, base::ErrorCode::BadInput);
        QVERIFY(places.error().message.find("image_id 1 ") != std::string::npos);
    }
    // A file name that two images have names neither of them.
    void aFileNameOfTwoImagesIsAmbiguous() {
        auto project = test::must(store::ProjectStore::create(root_ / "twins.legenda"));
        std::vector<store::NewImage> twins(2);
        twins[0].path = "x/a.jpg", twins[1].path = "y/a.jpg";
        for (auto& image : twins)
            image.split = "dev", image.width = image.height = 100, image.captions = {"A dog", "A big dog"};
        test::must(project.addImages(root_, "folder", twins));
        QVERIFY(!evaluate("captions", "dev", json::array({row("a.jpg", "A dog"), row("y/a.jpg", "A dog")}).dump(),
                          "twins.legenda"));
        QVERIFY(evaluate("captions", "dev", json::array({row("x/a.jpg", "A dog"), row("y/a.jpg", "A dog")}).dump(),
                         "twins.legenda")
                    .has_value());
    }
    void captionsThatDoNotFit() {
        for (const auto& list : {json::array({row("a.jpg", "x")}), json::array({row("a.jpg", "x"), row("a.jpg", "y")}),
                                 json::array({row("a.jpg", "x"), row("b.jpg", "x"), row("q.jpg", "y")})}) {
            const auto figures = evaluate("captions", "dev", list.dump());
            QVERIFY(!figures.has_value());
            QCOMPARE(base::exitStatus(figures.error().code), 3);
        }
    }
    void regionsOfAnotherSystem() {
        // One item: chain 1 (chain 2 has no box, chain 3 no mention); its box encloses both.
        const auto figures = evaluate("regions", "dev", region("a.jpg", {0, 0, 40, 20}, "the big dog").dump() + "\n");
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE((*figures)["model"]["items"].get<int>(), 1);
        QVERIFY(std::abs((*figures)["model"]["BLEU3"].get<double>() - 1) < 1e-6);
        QCOMPARE((*figures)["human"]["items"].get<int>(), 1);
        QVERIFY(!evaluate("regions", "dev", region("a.jpg", {0, 0, 40, 30}, "x").dump()).has_value());
    }
    void retrievalOfAnotherSystem() {
        // Sentences 0 and 1 are of a.jpg, 2 and 3 of b.jpg; a tie counts against the system.
        const auto scores = [](const char* image, const std::vector<double>& row) {
            return json{{"image", image}, {"scores", row}}.dump() + "\n";
        };
        const auto figures = evaluate("retrieval", "dev",
                                      json{{"sentences", {"a.jpg#0", "a.jpg#1", "b.jpg#0", "b.jpg#1"}}}.dump() + "\n" +
                                          scores("a.jpg", {9, 1, 2, 3}) + scores("b.jpg", {8, 1, 5, 3}));
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE((*figures)["images"].get<int>(), 2);
        QCOMPARE((*figures)["sentences"].get<int>(), 4);
        QCOMPARE((*figures)["image_annotation"]["r1"].get<double>(), 50.0);  // 9 is first; 5 comes after 8
        QCOMPARE((*figures)["image_annotation"]["median_rank"].get<double>(), 1.5);
        QCOMPARE((*figures)["image_search"]["r1"].get<double>(), 50.0);  // 9 > 8 and 5 > 2; 1 = 1 and 3 = 3
        QCOMPARE((*figures)["from"].get<std::string>(), std::string("from.json"));
        for (const char* key : {"split", "setting", "seed", "model"}) QVERIFY(figures->contains(key));
        const auto bad = evaluate("retrieval", "dev", "{\"sentences\":[\"a.jpg#0\"]}\n{\"image\":\"z.jpg\"}\n");
        QVERIFY(!bad.has_value());
        QCOMPARE(base::exitStatus(bad.error().code), 3);
        QVERIFY2(QString::fromStdString(bad.error().message).contains("from.json:2"), bad.error().message.c_str());
    }
    void groundingOfAnotherSystem() {
        // Chain 1 has the boxes (0, 0, 10, 10) and (30, 0, 10, 20), together (0, 0, 40, 20); chain 2 has none.
        const auto line = [](const char* sentence, int end, const json& box) {
            return json{{"image", "a.jpg"}, {"sentence", sentence}, {"start", 0}, {"end", end}, {"box", box}}.dump() +
                   "\n";
        };
        const auto figures =
            evaluate("grounding", "dev",
                     line("The big dog", 3, {0, 0, 40, 19}) + line("A dog runs to the cat .", 2, {30, 0, 10, 20}));
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE((*figures)["phrases"].get<int>(), 2);
        QCOMPARE((*figures)["accuracy"].get<double>(), 50.0);
        QCOMPARE((*figures)["pointing"].get<double>(), 100.0);
        QCOMPARE((*figures)["accuracy_any"].get<double>(), 50.0);
        QCOMPARE((*figures)["pointing_any"].get<double>(), 50.0);  // (20, 9.5) is between the two boxes
        QCOMPARE((*figures)["whole_image"].get<double>(), 0.0);
        for (const char* key : {"accuracy_mrf", "upper_bound", "constant_box"})
            QVERIFY((*figures)["absent"].contains(key));
        const auto bad =
            evaluate("grounding", "dev", line("The big dog", 3, {0, 0, 40, 19}) + line("The cat", 2, {1, 1, 2, 2}));
        QVERIFY(!bad.has_value());
        QCOMPARE(base::exitStatus(bad.error().code), 3);
        QVERIFY2(QString::fromStdString(bad.error().message).contains("from.json:2"), bad.error().message.c_str());
    }
    void whatIsMissingIsNamed_data() {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("split");
        for (const char* task : {"retrieval", "grounding", "captions", "regions"}) {
            QTest::newRow(qPrintable(QString("%1, no such split").arg(task))) << task << "nosuch";
            QTest::newRow(qPrintable(QString("%1, empty split").arg(task))) << task << "train";
        }
        QTest::newRow("grounding without Entities") << "grounding"
                                                    << "test";
        QTest::newRow("regions without Entities") << "regions"
                                                  << "test";
    }
    void whatIsMissingIsNamed() {
        QFETCH(QString, task);
        QFETCH(QString, split);
        const auto figures = evaluate(task.toStdString(), split.toStdString());
        QVERIFY(!figures.has_value());
        QCOMPARE(base::exitStatus(figures.error().code), 3);
        QVERIFY2(QString::fromStdString(figures.error().message).contains(split), figures.error().message.c_str());
    }
    void unknownTask() { QCOMPARE(base::exitStatus(evaluate("weather", "dev").error().code), 2); }
};

QTEST_GUILESS_MAIN(TestEvaluateJob)
#include "test_evaluation.moc"
