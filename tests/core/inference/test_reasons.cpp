// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/predictor.h"
#include "core/inference/reasons/reasons.h"
#include "tests/support/check.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace legenda;
using inference::CoverRequest;
using test::must;

// Why the shipped models say what they say of a demo photograph.
class TestReasons : public QObject {
    Q_OBJECT
    const std::filesystem::path image_ = LEGENDA_SOURCE_DIR "/datasets/demo/images/dog.jpg";  // 640 x 480
    inference::Predictor predictor_{
        project::Resources{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"}, {}, {}};

    static double wordScores(const model::ScoredText& text) {
        double sum = 0;
        for (const auto& word : text.words) sum += word.logProb;
        return sum;
    }

 private Q_SLOTS:
    void wordsThatGo() {
        const auto caption = [](std::initializer_list<const char*> words) {
            model::Caption made;
            for (const char* word : words) made.words.push_back({word, -1});
            return made;
        };
        QCOMPARE(inference::wordsGone(caption({"a", "dog", "and", "a", "cat"}), caption({"a", "cat", "runs"})),
                 (std::vector<bool>{false, true, true, true, false}));
        QCOMPARE(inference::wordsGone(caption({}), caption({"a"})), std::vector<bool>{});
    }

    void pixelsAreCoveredByTheMeanColour() {
        base::Picture picture;
        picture.width = 4, picture.height = 2;
        picture.fullWidth = 8, picture.fullHeight = 4;
        for (int i = 0; i < 8; ++i) picture.rgb.insert(picture.rgb.end(), {std::uint8_t(i * 10), 7, 200});
        const auto covered = inference::coverPixels(picture, {2, 2, 4, 90});  // two pixels of the lower row
        for (std::size_t i = 0; i < 8; ++i) {
            QCOMPARE(int(covered.rgb[3 * i]), i == 5 || i == 6 ? 35 : int(i) * 10);
            QCOMPARE(int(covered.rgb[3 * i + 1]), 7);
        }
        QCOMPARE(inference::coverPixels(picture, {20, 20, 5, 5}).rgb, picture.rgb);
    }

    void coveringChangesTheCaption_data() {
        QTest::addColumn<bool>("exact");
        QTest::newRow("cells") << false;
        QTest::newRow("pixels") << true;
    }
    void coveringChangesTheCaption() {
        QFETCH(bool, exact);
        // The region that the model takes for the dog.
        const auto dog = must(predictor_.align(image_, {}, "dog", 0, {}));
        std::size_t best = 1;
        for (std::size_t r = 2; r < dog.regions.size(); ++r)
            if (dog.scores(0, r) > dog.scores(0, best)) best = r;
        CoverRequest request;
        request.exact = exact;
        request.sentence = "a dog";
        request.cover = dog.regions[best].box;
        const auto covered = must(predictor_.cover(image_, {}, request, {}));
        QVERIFY(!covered.shown.text.empty());
        QCOMPARE(covered.gone, inference::wordsGone(covered.shown, covered.covered));
        QCOMPARE(covered.before.words.size(), covered.shown.words.size() + 1);
        QCOMPARE(covered.after.words.size(), covered.before.words.size());
        QVERIFY2(wordScores(covered.after) < wordScores(covered.before), "the caption is as probable without the dog");
        QVERIFY(covered.alignment && covered.coveredAlignment);
        QCOMPARE(covered.coveredAlignment->regions.size(), covered.alignment->regions.size());
        QVERIFY(covered.coveredAlignment->score < covered.alignment->score);
        QVERIFY(covered.coveredAlignment->scores(1, best) < covered.alignment->scores(1, best));
        QCOMPARE(covered.alignment->width, 640);

        // A corner of a few pixels changes less.
        request.cover = {0, 0, 4, 4};
        const auto corner = must(predictor_.cover(image_, {}, request, {}));
        QCOMPARE(corner.shown.text, covered.shown.text);
        QVERIFY(std::abs(wordScores(corner.after) - wordScores(corner.before)) <
                std::abs(wordScores(covered.after) - wordScores(covered.before)));
    }

    void aBoxOfItsOwnIsDescribed() {
        CoverRequest request;
        request.described = base::Box{100, 60, 300, 300};
        request.cover = {150, 100, 200, 200};
        const auto answer = must(predictor_.cover(image_, {}, request, {}));
        const auto plain = must(predictor_.caption(image_, {}, {*request.described}, false, {}, {}));
        QCOMPARE(answer.shown.text, plain.front().captions.front().text);
        QVERIFY(!answer.alignment);
        QVERIFY(wordScores(answer.after) != wordScores(answer.before));
    }

    void coveringIsRefusedOutsideAndWhenStopped() {
        CoverRequest request;
        request.cover = {9000, 9000, 5, 5};
        const auto outside = predictor_.cover(image_, {}, request, {});
        QVERIFY(!outside);
        QCOMPARE(outside.error().key, std::string(inference::kImageFault));
        std::stop_source stop;
        stop.request_stop();
        request.cover = {0, 0, 50, 50};
        request.exact = true;
        const auto stopped = predictor_.cover(image_, {}, request, {stop.get_token(), {}});
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, base::ErrorCode::Cancelled);
    }

    // The shipped caption model attends to regions.
    void aTextHasItsWordsRunnersUpAndRegions() {
        const auto reasoned = must(predictor_.score(image_, {}, {}, "a dog in the grass", 5, {}));
        QCOMPARE(reasoned.text.words.size(), std::size_t{6});
        QVERIFY(reasoned.regions.size() > 1);
        for (const auto& word : reasoned.text.words) {
            QCOMPARE(word.best.size(), std::size_t{5});
            QCOMPARE(word.attention.size(), reasoned.regions.size());
        }
        QVERIFY(must(predictor_.score(image_, {}, {}, "a dog", 5, {})).text.logProb >
                must(predictor_.score(image_, {}, {}, "grass the the", 5, {})).text.logProb);
        const auto box = must(predictor_.score(image_, {}, base::Box{100, 60, 300, 300}, "a dog", 3, {}));
        QVERIFY(box.regions.empty());
        QCOMPARE(box.text.words.front().best.size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(TestReasons)
#include "test_reasons.moc"
