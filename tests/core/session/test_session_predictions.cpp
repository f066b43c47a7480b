// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/waiting_session.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// What the window asks of prediction sets.
class TestSessionPredictions : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path root_;
    std::unique_ptr<tests::WaitingSession> session_;

    template <class T, class Call>
    static base::Result<T> ask(const Call& call) {
        return tests::WaitingSession::wait<T>(call);
    }
    exchange::PredictionsReport import(const std::string& name, const std::string& text) {
        test::write(root_ / (name + ".json"), text);
        exchange::PredictionsRequest request;
        request.name = name;
        request.input.file = root_ / (name + ".json");
        return must(ask<exchange::PredictionsReport>(
            [&](auto done) { (*session_)->jobs().importPredictions(request, {}, done); }));
    }
    evaluation::ImagePredictions ofImage(const std::string& set, std::int64_t image) {
        return must(ask<evaluation::ImagePredictions>(
            [&](auto done) { (*session_)->predictions().ofImage(set, image, done); }));
    }
    base::Result<std::vector<evaluation::ImageDifference>> different(const std::string& set,
                                                                     const std::string& other = {}) {
        return ask<std::vector<evaluation::ImageDifference>>([&](auto done) {
            (*session_)->predictions().mostDifferent({set, other, {}, 200}, done);
        });
    }

 private Q_SLOTS:
    void initTestCase() {
        root_ = dir_.path().toStdString();
        auto store = must(store::ProjectStore::create(root_ / "p.legenda"));
        std::vector<store::NewImage> images(2);
        images[0].path = "a.jpg";
        images[1].path = "b.jpg";
        for (auto& image : images) {
            image.split = "dev";
            image.width = image.height = 100;
            image.captions = {"A dog runs .", "The brown dog"};
        }
        store::EntitySentenceRecord sentence;
        sentence.text = "A dog runs .";
        sentence.mentions = {{"1", 0, 2, "A dog", "animals"}};
        images[0].entitySentences = {sentence};
        images[0].entityBoxes = {{0, "1", {0, 0, 40, 20}}};
        must(store.addImages(root_, "test", images));
        session_ = std::make_unique<tests::WaitingSession>();
        session_->open(root_ / "p.legenda");
    }
    void cleanupTestCase() { session_.reset(); }

    void captionsOfAnImage() {
        import("one", R"([{"image_id":"a.jpg","caption":"A dog runs","log_prob":-1},
                          {"image_id":"b.jpg","caption":"zebra"}])");
        import("two", R"([{"image_id":"a.jpg","caption":"A dog runs"},{"image_id":"b.jpg","caption":"a zebra"}])");
        const auto shown = ofImage("one", 1);
        QCOMPARE(shown.set.name, std::string("one"));
        QVERIFY(shown.captions.size() == 1 && shown.captions[0].text == "A dog runs" &&
                shown.captions[0].logProb == -1.0);
        // Ground truth is far from a zebra; the two sets agree on the dog.
        const auto truth = must(different("one"));
        QCOMPARE(truth.size(), std::size_t{2});
        QVERIFY(truth[0].image == 2 && truth[0].difference > 0.99 && truth[1].difference < 0.01);
        const auto sets = must(different("one", "two"));
        QVERIFY(sets[0].image == 2 && sets[0].difference > 0.1 && sets[1].difference < 1e-9);
    }

    void phrasesOfAnImage() {
        import(
            "boxes",
            R"({"image":"a.jpg","sentence":"A dog runs .","start":0,"end":2,"boxes":[[50,50,10,10],[0,0,40,20]],"scores":[0.1,0.9]}
{"image":"b.jpg","skipped":"no features"})");
        const auto shown = ofImage("boxes", 1);
        QCOMPARE(shown.phrases.size(), std::size_t{1});
        const auto& phrase = shown.phrases[0];
        QVERIFY(phrase.sentence == "A dog runs ." && phrase.start == 0 && phrase.end == 2 && phrase.text == "A dog");
        QVERIFY(phrase.best == 1 && phrase.boxes[1].box == (base::Box{0, 0, 40, 20}));
        QCOMPARE(ofImage("boxes", 2).skipped, std::string("no features"));
        const auto truth = must(different("boxes"));
        QVERIFY(truth.size() == 1 && truth[0].compared == 1 && truth[0].difference == 0);
        import("other boxes", R"({"image":"a.jpg","sentence":"a dog runs","start":0,"end":2,"box":[0,0,20,20]})");
        const auto sets = must(different("boxes", "other boxes"));
        QVERIFY(sets.size() == 1 && std::abs(sets[0].difference - 0.5) < 1e-9);
    }

    void regionsAndAlignmentsOfAnImage() {
        import(
            "dense",
            R"({"opt":{},"results":[{"img_name":"b.jpg","boxes":[[1,2,3,4]],"scores":[0.5],"captions":["a dog"]}]})");
        const auto regions = ofImage("dense", 2).regions;
        QVERIFY(regions.size() == 1 && regions[0].text == "a dog" && regions[0].box->score == 0.5);
        import(
            "words",
            R"({"image":"a.jpg","width":100,"height":100,"sentence":"A dog runs .","tokens":["a","dog","runs"],"regions":[{"box":[0,0,100,100]},{"box":[0,0,40,20],"score":0.5}],"assignment":[1,1,-1],"word_scores":[1,2,0],"scores":[[0,1],[0.5,2],[0,0]],"score":3})");
        const auto shown = ofImage("words", 1).alignments;
        QCOMPARE(shown.size(), std::size_t{1});
        QVERIFY(shown[0].segments.size() == 1 && shown[0].segments[0].text == "a dog" && shown[0].segments[0].end == 2);
        QVERIFY(shown[0].known == (std::vector<bool>{true, true, false}) && shown[0].scores(1, 1) == 2.0F);
        // Of 0, 1, 0.5 and 2, the scores of the words that are aligned: beta is in these units.
        QVERIFY(std::abs(shown[0].spread - std::sqrt(0.546875)) < 1e-6 && shown[0].betaFar == 0);
        const auto truth = must(different("words"));
        QVERIFY(truth.size() == 1 && truth[0].compared == 2 && truth[0].difference == 0);
    }

    void groundTruthOfAnImage() {
        const auto truth = [this](std::int64_t image) {
            return ask<evaluation::ImagePredictions>(
                [&](auto done) { (*session_)->predictions().truthOfImage(image, done); });
        };
        const auto first = must(truth(1)), second = must(truth(2));
        QVERIFY(first.image == 1 && first.set.name.empty() && first.alignments.empty() && first.regions.empty());
        QVERIFY(first.captions.size() == 2 && first.captions[1].text == "The brown dog");
        QCOMPARE(first.phrases.size(), std::size_t{1});
        const auto& phrase = first.phrases[0];
        QVERIFY(phrase.sentence == "A dog runs ." && phrase.start == 0 && phrase.end == 2 && phrase.text == "A dog");
        QVERIFY(phrase.boxes.size() == 1 && phrase.boxes[0].box == (base::Box{0, 0, 40, 20}));
        QVERIFY(second.captions.size() == 2 && second.phrases.empty());
        QVERIFY(!truth(77));
    }

    void setsAreListedAndRemoved() {
        import("gone", R"([{"image_id":"a.jpg","caption":"x"}])");
        const auto names = [](const std::vector<store::PredictionSetRecord>& sets) {
            std::vector<std::string> all;
            for (const auto& set : sets) all.push_back(set.name);
            return all;
        };
        using Sets = std::vector<store::PredictionSetRecord>;
        const auto listed = names(must(ask<Sets>([&](auto done) { (*session_)->predictions().sets(done); })));
        QVERIFY(std::ranges::count(listed, "gone") == 1);
        const auto left = names(must(ask<Sets>([&](auto done) { (*session_)->predictions().remove("gone", done); })));
        QVERIFY(std::ranges::count(left, "gone") == 0 && left.size() + 1 == listed.size());
        QVERIFY(!different("gone"));
        QVERIFY(!different("one", "boxes"));  // of another kind
    }
};

QTEST_GUILESS_MAIN(TestSessionPredictions)
#include "test_session_predictions.moc"
