// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/dense_captions.h"

#include <QtTest>

#include <cmath>

using namespace legenda;

namespace {

inference::CaptionResult described(const base::Box& box, const std::string& text, double logProb, int words) {
    model::Caption caption;
    caption.text = text;
    caption.logProb = logProb;
    caption.words.resize(static_cast<std::size_t>(words));
    return {"a.jpg", box, {caption}};
}

}  // namespace

class TestDescribe : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    // By log-probability a word (END counts): -1, -0.5, -0.9, and one without words.
    void theMostConfidentComeFirstAndOverlapsGo() {
        const auto kept = inference::bestDescriptions(
            {described({0, 0, 10, 10}, "a dog", -3, 2), described({50, 50, 10, 10}, "a red ball", -2, 3),
             described({1, 0, 10, 10}, "dog", -1.8, 1), described({90, 90, 10, 10}, "", -0.1, 0)});
        QCOMPARE(kept.size(), std::size_t{2});
        QCOMPARE(kept[0].captions.front().text, std::string("a red ball"));
        QCOMPARE(kept[1].captions.front().text, std::string("dog"));  // the box of "a dog" overlaps it by 0.82
    }
    // The head of the dog is a dog as well, and so is what the next box holds: the best of them says it.
    void whatIsSaidTwiceIsSaidOnce() {
        const auto kept = inference::bestDescriptions(
            {described({0, 0, 40, 40}, "a dog", -1, 2), described({0, 0, 10, 10}, "a dog", -2, 2),
             described({0, 20, 10, 10}, "a paw", -3, 2), described({60, 0, 10, 10}, "a dog", -4, 2)});
        QCOMPARE(kept.size(), std::size_t{2});
        QCOMPARE(kept[0].captions.front().logProb, -1.0);
        QCOMPARE(kept[1].captions.front().text, std::string("a paw"));
    }
    void notMoreThanAsked() {
        std::vector<inference::CaptionResult> all;
        for (int i = 0; i < 6; ++i)
            all.push_back(described({20.0 * i, 0, 10, 10}, "word " + std::to_string(i), -1.0 - i, 1));
        const auto kept = inference::bestDescriptions(all, 3);
        QCOMPARE(kept.size(), std::size_t{3});
        QCOMPARE(kept.back().box->x, 40.0);
        QVERIFY(inference::bestDescriptions({}).empty());
    }
    void asDenseCapWritesIt() {
        const auto file = inference::denseCapFile(
            nlohmann::json::array({inference::denseCapImage("b.jpg", {described({1, 2, 3, 4}, "a dog", -3, 2)})}));
        QCOMPARE(file, nlohmann::json::parse(R"({"opt":{},"results":[{"img_name":"b.jpg","boxes":[[1.0,2.0,3.0,4.0]],
                                                 "scores":[-3.0],"captions":["a dog"]}]})"));
        // A program may tell no log-probability.
        const auto unscored = inference::denseCapImage("b.jpg", {described({1, 2, 3, 4}, "a dog", std::nan(""), 2)});
        QVERIFY(unscored["scores"][0].is_null());
    }
};

QTEST_GUILESS_MAIN(TestDescribe)
#include "test_dense_captions.moc"
