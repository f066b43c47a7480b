// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/metrics/retrieval.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace legenda::metrics;
using legenda::base::Matrix;

class TestRetrieval : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void byHand() {
        // Two images, sentences 0 and 1 of image 0, sentence 2 of image 1.
        Matrix scores(2, 3);
        scores.data = {1, 5, 4,  //
                       2, 6, 3};
        const std::vector<int> owner{0, 0, 1};
        QCOMPARE(annotationRanks(scores, owner),
                 (std::vector<long>{1, 2}));  // image 1: its sentence has 3, one foreign has more
        QCOMPARE(searchRanks(scores, owner), (std::vector<long>{2, 2, 2}));
    }
    void tiesCountAgainst() {
        Matrix scores(4, 4);
        std::fill(scores.data.begin(), scores.data.end(), 0.5f);
        const std::vector<int> owner{0, 1, 2, 3};
        QCOMPARE(annotationRanks(scores, owner), (std::vector<long>{4, 4, 4, 4}));
        QCOMPARE(searchRanks(scores, owner), (std::vector<long>{4, 4, 4, 4}));
        std::fill(scores.data.begin(), scores.data.end(), -std::numeric_limits<float>::infinity());
        QCOMPARE(searchRanks(scores, owner), (std::vector<long>{4, 4, 4, 4}));
    }
    void notANumberCountsAgainst() {
        Matrix scores(2, 2);
        scores.data = {NAN, 0, 0, 1};
        QCOMPARE(searchRanks(scores, {0, 1}), (std::vector<long>{2, 1}));
    }
    void recallAndMedian() {
        const auto even = recallFigures({1, 2, 6, 20});
        QCOMPARE(even.r1, 25.0);
        QCOMPARE(even.r5, 50.0);
        QCOMPARE(even.r10, 75.0);
        QCOMPARE(even.medianRank, 4.0);
        QCOMPARE(recallFigures({7, 1, 3}).medianRank, 3.0);
        QCOMPARE(recallFigures({}).medianRank, 0.0);
    }
    void slowRanks() {
        legenda::base::Random random(3, "retrieval");
        Matrix scores(12, 60);
        std::vector<int> owner;
        for (auto& value : scores.data) value = static_cast<float>(random.below(9));  // many ties
        for (int s = 0; s < 60; ++s) owner.push_back(s / 5);
        const auto annotation = annotationRanks(scores, owner), search = searchRanks(scores, owner);
        for (std::size_t image = 0; image < 12; ++image) {
            std::vector<std::pair<float, bool>> list;  // worst order for the model: foreign before own on ties
            for (std::size_t s = 0; s < 60; ++s)
                list.emplace_back(-scores(image, s), owner[s] == static_cast<int>(image));
            std::sort(list.begin(), list.end());
            long foreign = 0;
            for (const auto& [score, own] : list) {
                if (own) break;
                ++foreign;
            }
            QCOMPARE(annotation[image], foreign + 1);
        }
        for (std::size_t s = 0; s < 60; ++s) {
            long rank = 1;
            for (std::size_t image = 0; image < 12; ++image)
                rank += static_cast<int>(image) != owner[s] &&
                        scores(image, s) >= scores(static_cast<std::size_t>(owner[s]), s);
            QCOMPARE(search[s], rank);
        }
    }
    void standardised() {
        Matrix scores(1, 3);
        scores.data = {1, 3, -std::numeric_limits<float>::infinity()};
        standardise(scores);
        QCOMPARE(scores.data[0], -1.0f);
        QCOMPARE(scores.data[1], 1.0f);
        QVERIFY(std::isinf(scores.data[2]));
    }
};

QTEST_GUILESS_MAIN(TestRetrieval)
#include "test_retrieval.moc"
