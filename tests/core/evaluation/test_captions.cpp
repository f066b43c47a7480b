// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/evaluation_project.h"

#include <QtTest>

#include <cmath>

using namespace legenda;
using nlohmann::json;

// Captions of another system, scored without a model.
class TestCaptions : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

    static json row(const json& id, const std::string& caption) {
        return json::object({{"image_id", id}, {"caption", caption}});
    }

 private Q_SLOTS:
    void captionsOfAnotherSystem() {
        const auto figures = evaluated_.evaluate(
            "captions", "dev", json::array({row("b.jpg", "Two boys"), row("a.jpg", "A dog runs")}).dump());
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
            evaluated_.evaluate("captions", "dev", json::array({row(1, "A dog runs"), row(2, "Two boys")}).dump());
        QVERIFY(figures.has_value());
        QVERIFY(std::abs((*figures)["model"]["BLEU2"].get<double>() - 1) < 1e-6);
        QVERIFY((*figures)["image_ids"].get<std::string>().starts_with("positions in the split"));
    }
    // D17: where the images have ids of a dataset, a number is one of these and never a position in the split.
    void idsOfTheDataSetAreNoPlaces() {
        auto project = test::must(store::ProjectStore::create(evaluated_.root() / "coco.legenda"));
        store::NewImage first, second;
        first.path = "x/a.jpg", first.captions = {"A dog runs .", "The dog runs fast ."};
        second.path = "x/b.jpg", second.captions = {"Two boys", "Two red boys"};
        first.externalIds = {{"coco", "2"}, {"visual-genome", "77"}};
        second.externalIds = {{"coco", "391895"}, {"visual-genome", "2"}};
        for (auto* image : {&first, &second}) image->split = "dev", image->width = image->height = 100;
        test::must(project.addImages(evaluated_.root(), "coco", {first, second}));
        const auto score = [&](const json& list) {
            return evaluated_.evaluate("captions", "dev", list.dump(), "coco.legenda");
        };
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
        auto project = test::must(store::ProjectStore::create(evaluated_.root() / "twins.legenda"));
        std::vector<store::NewImage> twins(2);
        twins[0].path = "x/a.jpg", twins[1].path = "y/a.jpg";
        for (auto& image : twins)
            image.split = "dev", image.width = image.height = 100, image.captions = {"A dog", "A big dog"};
        test::must(project.addImages(evaluated_.root(), "folder", twins));
        QVERIFY(!evaluated_.evaluate(
            "captions", "dev", json::array({row("a.jpg", "A dog"), row("y/a.jpg", "A dog")}).dump(), "twins.legenda"));
        QVERIFY(evaluated_
                    .evaluate("captions", "dev", json::array({row("x/a.jpg", "A dog"), row("y/a.jpg", "A dog")}).dump(),
                              "twins.legenda")
                    .has_value());
    }
    void captionsThatDoNotFit() {
        for (const auto& list : {json::array({row("a.jpg", "x")}), json::array({row("a.jpg", "x"), row("a.jpg", "y")}),
                                 json::array({row("a.jpg", "x"), row("b.jpg", "x"), row("q.jpg", "y")})}) {
            const auto figures = evaluated_.evaluate("captions", "dev", list.dump());
            QVERIFY(!figures.has_value());
            QCOMPARE(base::exitStatus(figures.error().code), 3);
        }
    }
};

QTEST_GUILESS_MAIN(TestCaptions)
#include "test_captions.moc"
