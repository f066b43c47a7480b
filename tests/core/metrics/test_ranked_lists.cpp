// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/metrics/ranked_lists.h"
#include "core/metrics/retrieval.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

using namespace legenda::metrics;
using legenda::base::Matrix;

// The first of each ranked list, gathered by blocks, beside a plain sort of the whole matrix.
class TestRankedLists : public QObject {
    Q_OBJECT

    static constexpr std::size_t kImages = 30, kFew = 4;

    static std::vector<int> owners() {
        std::vector<int> owner;
        for (std::size_t k = 0; k < kImages; ++k)
            for (std::size_t n = 0; k != 3 && n < 1 + k % 4; ++n) owner.push_back(static_cast<int>(k));  // 3 has none
        return owner;
    }

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
    void listsAreThoseOfAPlainSort_data() {
        QTest::addColumn<bool>("ties");
        QTest::addColumn<bool>("unknown");
        QTest::addColumn<bool>("broken");
        QTest::newRow("plain") << false << false << false;
        QTest::newRow("ties") << true << false << false;
        QTest::newRow("sentences without a known word") << false << true << false;
        QTest::newRow("not a number") << false << false << true;
        QTest::newRow("all of it") << true << true << true;
    }
    void listsAreThoseOfAPlainSort() {
        QFETCH(bool, ties);
        QFETCH(bool, unknown);
        QFETCH(bool, broken);
        const auto owner = owners();
        legenda::base::Random draws(6, "ranked lists");
        Matrix scores(kImages, owner.size());
        for (float& score : scores.data)
            score = static_cast<float>(ties ? static_cast<double>(draws.below(4)) : draws.normal());
        for (std::size_t s = 0; unknown && s < owner.size(); ++s)  // every fifth, and all of image 6
            for (std::size_t k = 0; k < kImages && (s % 5 == 0 || owner[s] == 6); ++k)
                scores(k, s) = -std::numeric_limits<float>::infinity();
        if (broken)  // of an image's own sentence, its only one, and of others
            scores(0, 0) = scores(1, 1) = scores(7, 9) = scores(20, 2) = std::numeric_limits<float>::quiet_NaN();

        const auto annotation = annotationRanks(scores, owner), search = searchRanks(scores, owner);
        for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {7, 3}, {4, 1000}, {1000, 4}})
            for (const std::size_t most : {RankedLists::kMost, kFew, std::size_t(1000)}) {
                RankedLists lists(kImages, owner, most);
                for (std::size_t s = 0; s < scores.cols; s += columns)
                    for (std::size_t k = (kImages - 1) / rows * rows + rows; k >= rows;) {  // the last images first
                        k -= rows;
                        Matrix block(std::min(rows, scores.rows - k), std::min(columns, scores.cols - s));
                        for (std::size_t r = 0; r < block.rows; ++r)
                            for (std::size_t c = 0; c < block.cols; ++c) block(r, c) = scores(k + r, s + c);
                        lists.take(block, k, s);
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
