// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ranked_lists.h"
#include "core/metrics/retrieval.h"
#include "tests/support/score_blocks.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

using namespace legenda;
using namespace legenda::metrics;
using base::Matrix;

// The first of each ranked list, gathered by blocks, beside a plain sort of the whole matrix.
class TestRankedLists : public QObject {
    Q_OBJECT

    static constexpr std::size_t kImages = test::kScoredImages, kFew = 4;

    // Places by score, the highest first; of equals the wrong ones first, then in order. Stable sorts, the least
    // important order first.
    static std::vector<std::size_t> plainOrder(const std::vector<double>& scores, const std::vector<bool>& own) {
        std::vector<std::size_t> order(scores.size());
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return !own[a] && own[b]; });
        const auto value = [&](std::size_t i) {
            if (!std::isnan(scores[i])) return scores[i];
            return own[i] ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
        };
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return value(a) > value(b); });
        return order;
    }
    static void compare(std::span<const RankedLists::Entry> found, const std::vector<double>& scores,
                        const std::vector<bool>& own, std::size_t most) {
        const auto order = plainOrder(scores, own);
        QCOMPARE(found.size(), std::min(most, order.size()));
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(std::size_t(found[i].place), order[i]);
            QCOMPARE(found[i].own, bool(own[order[i]]));
            QVERIFY(found[i].score == scores[order[i]] || (std::isnan(found[i].score) && std::isnan(scores[order[i]])));
        }
    }
    // The place from 1 of the first own entry; 0: there is none.
    static long placeOfOwn(std::span<const RankedLists::Entry> found) {
        const auto own = std::ranges::find(found, true, &RankedLists::Entry::own);
        return own == found.end() ? 0 : static_cast<long>(own - found.begin()) + 1;
    }

 private Q_SLOTS:
    void listsAreThoseOfAPlainSort_data() { test::addScoreRows(); }
    void listsAreThoseOfAPlainSort() {
        const auto owner = test::scoredOwners();
        const Matrix scores = test::drawnScores(owner, "ranked lists");

        const auto annotation = annotationRanks(scores, owner), search = searchRanks(scores, owner);
        for (const auto& [rows, columns] : test::kBlockSizes)
            for (const std::size_t most : {RankedLists::kMost, kFew, std::size_t(1000)}) {
                RankedLists lists(kImages, owner, most);
                for (std::size_t s = 0; s < scores.cols; s += columns)
                    for (std::size_t k = (kImages - 1) / rows * rows + rows; k >= rows;) {  // the last images first
                        k -= rows;
                        lists.take(test::blockOf(scores, k, s, rows, columns), k, s);
                    }
                std::size_t query = 0;
                for (std::size_t k = 0; k < kImages; ++k) {
                    std::vector<double> row;
                    std::vector<bool> own;
                    for (std::size_t s = 0; s < scores.cols; ++s) {
                        row.push_back(scores(k, s));
                        own.push_back(owner[s] == static_cast<int>(k));
                    }
                    compare(lists.sentences(k), row, own, most);
                    if (std::ranges::find(own, true) == own.end()) continue;
                    const long rank = annotation[query++];
                    QCOMPARE(placeOfOwn(lists.sentences(k)), rank <= static_cast<long>(most) ? rank : 0);
                }
                for (std::size_t s = 0; s < scores.cols; ++s) {
                    std::vector<double> column;
                    std::vector<bool> own;
                    for (std::size_t k = 0; k < kImages; ++k) {
                        column.push_back(scores(k, s));
                        own.push_back(owner[s] == static_cast<int>(k));
                    }
                    compare(lists.images(s), column, own, most);
                    QCOMPARE(placeOfOwn(lists.images(s)), search[s] <= static_cast<long>(most) ? search[s] : 0);
                }
            }
    }

    // Closer together than floats can tell.
    void rowsOfDoublesKeepTheirPrecision() {
        const std::vector<int> owner{0, 0, 1};
        RankedLists lists(2, owner, 2);
        lists.take(std::vector<double>{1, 1 + 1e-12, 0}, 0);
        lists.take(std::vector<double>{2, 0, 0}, 1);
        QCOMPARE(lists.sentences(0)[0].place, std::uint32_t(1));
        QCOMPARE(lists.sentences(0)[0].score, 1 + 1e-12);
        QCOMPARE(lists.images(0)[0].place, std::uint32_t(1));
        QCOMPARE(lists.images(2)[0].place, std::uint32_t(0));  // it ties with the own one, and so comes first
        QVERIFY(lists.images(2)[1].own);
    }
};

QTEST_GUILESS_MAIN(TestRankedLists)
#include "test_ranked_lists.moc"
