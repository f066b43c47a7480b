// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/metrics/block_ranks.h"

#include <QtTest>

#include <algorithm>
#include <functional>
#include <limits>

using namespace legenda::metrics;
using legenda::base::Matrix;

// Ranks counted by blocks beside those of the whole matrix.
class TestBlockRanks : public QObject {
    Q_OBJECT

    using Take = std::function<void(const Matrix& block, std::size_t image, std::size_t sentence)>;
    static void eachBlock(const Matrix& scores, std::size_t rows, std::size_t columns, const Take& take) {
        for (std::size_t s = 0; s < scores.cols; s += columns)
            for (std::size_t k = 0; k < scores.rows; k += rows) {
                Matrix block(std::min(rows, scores.rows - k), std::min(columns, scores.cols - s));
                for (std::size_t r = 0; r < block.rows; ++r)
                    for (std::size_t c = 0; c < block.cols; ++c) block(r, c) = scores(k + r, s + c);
                take(block, k, s);
            }
    }

 private Q_SLOTS:
    void ranksAreThoseOfTheWholeMatrix_data() {
        QTest::addColumn<bool>("ties");
        QTest::addColumn<bool>("unknown");
        QTest::addColumn<bool>("broken");
        QTest::newRow("plain") << false << false << false;
        QTest::newRow("ties") << true << false << false;
        QTest::newRow("sentences without a known word") << false << true << false;
        QTest::newRow("not a number") << false << false << true;
        QTest::newRow("all of it") << true << true << true;
    }
    void ranksAreThoseOfTheWholeMatrix() {
        QFETCH(bool, ties);
        QFETCH(bool, unknown);
        QFETCH(bool, broken);
        constexpr std::size_t kImages = 30;
        std::vector<int> owner;
        for (std::size_t k = 0; k < kImages; ++k)
            for (std::size_t n = 0; k != 3 && n < 1 + k % 4; ++n) owner.push_back(static_cast<int>(k));  // 3 has none
        legenda::base::Random draws(5, "block ranks");
        Matrix scores(kImages, owner.size());
        for (float& score : scores.data)
            score = static_cast<float>(ties ? static_cast<double>(draws.below(4)) : draws.normal());
        for (std::size_t s = 0; unknown && s < owner.size(); ++s)  // every fifth, and all of image 6
            for (std::size_t k = 0; k < kImages && (s % 5 == 0 || owner[s] == 6); ++k)
                scores(k, s) = -std::numeric_limits<float>::infinity();
        if (broken)  // of an image's own sentence, its only one, and of others
            scores(0, 0) = scores(1, 1) = scores(7, 9) = scores(20, 2) = std::numeric_limits<float>::quiet_NaN();

        for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {7, 3}, {4, 1000}, {1000, 4}}) {
            BlockRanks ranks(kImages, owner);
            eachBlock(scores, rows, columns, [&](const Matrix& block, auto k, auto s) { ranks.addOwn(block, k, s); });
            eachBlock(scores, rows, columns, [&](const Matrix& block, auto k, auto s) { ranks.count(block, k, s); });
            QCOMPARE(ranks.annotation(), annotationRanks(scores, owner));
            QCOMPARE(ranks.search(), searchRanks(scores, owner));
            const auto found = ranks.figures(), whole = retrievalFigures(scores, owner);
            QCOMPARE(found.imageAnnotation.r5, whole.imageAnnotation.r5);
            QCOMPARE(found.imageSearch.medianRank, whole.imageSearch.medianRank);
        }
    }

    // The blocks of own pairs are few of all.
    void otherPairsMayBeLeftOutAtFirst() {
        Matrix scores(3, 3);
        scores.data = {5, 1, 2,  //
                       6, 4, 0,  //
                       7, 3, 4};
        const std::vector<int> owner{0, 1, 2};
        BlockRanks ranks(3, owner);
        for (std::size_t k = 0; k < 3; ++k) {
            Matrix own(1, 1);
            own(0, 0) = scores(k, k);
            ranks.addOwn(own, k, k);
        }
        ranks.count(scores, 0, 0);
        QCOMPARE(ranks.annotation(), (std::vector<long>{1, 2, 2}));
        QCOMPARE(ranks.search(), (std::vector<long>{3, 1, 1}));
    }
};

QTEST_GUILESS_MAIN(TestBlockRanks)
#include "test_block_ranks.moc"
