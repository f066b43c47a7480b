// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/block_ranks.h"
#include "tests/support/score_blocks.h"

#include <QtTest>

#include <functional>

using namespace legenda;
using namespace legenda::metrics;
using base::Matrix;

// Ranks counted by blocks beside those of the whole matrix.
class TestBlockRanks : public QObject {
    Q_OBJECT

    using Take = std::function<void(const Matrix& block, std::size_t image, std::size_t sentence)>;
    static void eachBlock(const Matrix& scores, std::size_t rows, std::size_t columns, const Take& take) {
        for (std::size_t s = 0; s < scores.cols; s += columns)
            for (std::size_t k = 0; k < scores.rows; k += rows) take(test::blockOf(scores, k, s, rows, columns), k, s);
    }

 private Q_SLOTS:
    void ranksAreThoseOfTheWholeMatrix_data() { test::addScoreRows(); }
    void ranksAreThoseOfTheWholeMatrix() {
        const auto owner = test::scoredOwners();
        const Matrix scores = test::drawnScores(owner, "block ranks");

        for (const auto& [rows, columns] : test::kBlockSizes) {
            BlockRanks ranks(test::kScoredImages, owner);
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
