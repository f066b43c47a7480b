// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/model/alignment_result.h"
#include "core/model/mrf.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace legenda;
using model::decodeChain;

namespace {

double total(const base::Matrix& scores, const std::vector<int>& assignment, double beta) {
    double sum = 0;
    for (std::size_t j = 0; j < assignment.size(); ++j) {
        sum += scores(j, static_cast<std::size_t>(assignment[j]));
        if (j > 0 && assignment[j] == assignment[j - 1]) sum += beta;
    }
    return sum;
}

// All M^T assignments in lexicographic order; the first of the best ones.
std::vector<int> bruteForce(const base::Matrix& scores, double beta) {
    std::vector<int> current(scores.rows, 0), best = current;
    double most = total(scores, current, beta);
    for (;;) {
        std::size_t place = scores.rows;
        while (place > 0 && current[place - 1] + 1 == static_cast<int>(scores.cols)) current[--place] = 0;
        if (place == 0) return best;
        ++current[place - 1];
        if (const double value = total(scores, current, beta); value > most) {
            most = value;
            best = current;
        }
    }
}

// Small whole numbers, so that ties are frequent and sums exact.
base::Matrix randomScores(base::Random& draws, std::size_t words, std::size_t regions) {
    base::Matrix scores(words, regions);
    for (auto& value : scores.data) value = static_cast<float>(draws.below(7)) - 3;
    return scores;
}

bool oneRegion(const std::vector<int>& assignment) {
    return std::set<int>(assignment.begin(), assignment.end()).size() == 1;
}

model::Alignment sentence(std::vector<std::string> tokens, std::vector<bool> known, const base::Matrix& scores) {
    model::Alignment alignment;
    alignment.tokens = std::move(tokens);
    alignment.known = std::move(known);
    alignment.scores = scores;
    return alignment;
}

}  // namespace

class TestMrf : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void equalsBruteForceWithTies() {
        base::Random draws(11);
        for (int round = 0; round < 400; ++round) {
            const std::size_t words = 1 + draws.below(5), regions = 1 + draws.below(4);
            const auto scores = randomScores(draws, words, regions);
            for (const double beta : {0.0, 0.5, 1.0, 2.0, 10.0})
                QVERIFY(decodeChain(scores, beta) == bruteForce(scores, beta));
        }
    }
    void equalsBruteForceOnRealNumbers() {
        base::Random draws(12);
        for (int round = 0; round < 200; ++round) {
            base::Matrix scores(5, 4);
            for (auto& value : scores.data) value = static_cast<float>(draws.normal());
            const double beta = draws.uniform() * 2;
            QCOMPARE(total(scores, decodeChain(scores, beta), beta), total(scores, bruteForce(scores, beta), beta));
        }
    }
    void equalsBruteForceWithUnknownWords() {
        base::Random draws(14);
        for (int round = 0; round < 300; ++round) {
            const std::size_t tokens = 1 + draws.below(7), regions = 1 + draws.below(3);
            auto scores = randomScores(draws, tokens, regions);
            std::vector<bool> known;
            base::Matrix chain(0, regions);
            for (std::size_t t = 0; t < tokens; ++t) {
                known.push_back(draws.below(3) > 0);
                if (!known.back()) continue;
                chain.data.insert(chain.data.end(), scores.row(t).begin(), scores.row(t).end());
                ++chain.rows;
            }
            auto alignment = sentence(std::vector<std::string>(tokens, "x"), known, scores);
            alignment.spread = 2;
            const double beta = 0.5 * static_cast<double>(draws.below(4));
            model::decodeSegments(alignment, beta);

            const auto best = bruteForce(chain, beta * 2);
            std::vector<int> expected(tokens, -1);
            std::size_t before = tokens;  // the last known word
            for (std::size_t t = 0, j = 0; t < tokens; ++t) {
                if (!known[t]) continue;
                expected[t] = best[j];
                if (j > 0 && best[j] == best[j - 1])
                    std::fill(expected.begin() + static_cast<long>(before), expected.begin() + static_cast<long>(t),
                              best[j]);
                before = t;
                ++j;
            }
            QVERIFY(alignment.assignment == expected);
        }
    }
    void nothingToDecode() {
        QVERIFY(decodeChain({}, 1).empty());
        QVERIFY(decodeChain(base::Matrix(2, 0), 1) == (std::vector<int>{-1, -1}));
    }
    void wholeSentenceBetaIsTheSmallest() {
        base::Random draws(13);
        for (int round = 0; round < 100; ++round) {
            base::Matrix scores(2 + draws.below(8), 2 + draws.below(6));
            for (auto& value : scores.data) value = static_cast<float>(draws.normal() * 3);
            const double beta = model::wholeSentenceBeta(scores);
            QVERIFY(oneRegion(decodeChain(scores, beta)));
            if (beta > 0.02) QVERIFY(!oneRegion(decodeChain(scores, beta - 0.02)));
        }
        QCOMPARE(model::wholeSentenceBeta(base::Matrix(1, 5)), 0.0);
        QCOMPARE(model::wholeSentenceBeta({}), 0.0);
    }
    void segmentsLeaveUnknownTokensOutOfTheChain() {
        base::Matrix scores(6, 2);
        // a? red ball ?? on grass ; "a" and "on" are unknown
        scores(1, 1) = 2;
        scores(2, 1) = 3;
        scores(4, 1) = 1;
        scores(5, 0) = 4;
        auto alignment =
            sentence({"a", "red", "ball", "xx", "on", "grass"}, {false, true, true, false, true, true}, scores);
        model::decodeSegments(alignment, 0);
        QVERIFY(alignment.assignment == (std::vector<int>{-1, 1, 1, 1, 1, 0}));
        QCOMPARE(alignment.segments.size(), std::size_t{2});
        const auto& first = alignment.segments[0];
        QCOMPARE(first.region, 1);
        QCOMPARE(first.start, 1);
        QCOMPARE(first.end, 5);
        QCOMPARE(first.text, std::string("red ball xx on"));
        QCOMPARE(first.score, 6.0);
        QCOMPARE(alignment.segments[1].text, std::string("grass"));
        QVERIFY(alignment.wordScores == (std::vector<double>{0, 2, 3, 0, 1, 4}));
    }
    void unknownBetweenTwoRegionsBelongsToNone() {
        base::Matrix scores(3, 2);
        scores(0, 0) = 1;
        scores(2, 1) = 1;
        auto alignment = sentence({"dog", "xx", "grass"}, {true, false, true}, scores);
        model::decodeSegments(alignment, 0);
        QVERIFY(alignment.assignment == (std::vector<int>{0, -1, 1}));
        QCOMPARE(alignment.segments.size(), std::size_t{2});
        QCOMPARE(alignment.segments[0].end, 1);
        QCOMPARE(alignment.segments[1].start, 2);
    }
    void betaIsInUnitsOfSpread() {
        base::Matrix scores(2, 2);
        scores(0, 0) = 4;
        scores(1, 1) = 4;
        auto alignment = sentence({"dog", "grass"}, {true, true}, scores);
        alignment.spread = 10;
        model::decodeSegments(alignment, 0.3);
        QCOMPARE(alignment.segments.size(), std::size_t{2});
        model::decodeSegments(alignment, 0.5);
        QCOMPARE(alignment.segments.size(), std::size_t{1});
        QVERIFY(alignment.assignment == (std::vector<int>{0, 0}));
        QCOMPARE(alignment.beta, 0.5);
    }
    // Of the known words alone: their scores deviate by 2 from their mean of 3.
    void scoresHaveAScaleOfTheirOwn() {
        base::Matrix scores(3, 2);
        scores(0, 0) = 5;
        scores(0, 1) = 1;
        scores(1, 0) = 90;
        scores(2, 0) = 1;
        scores(2, 1) = 5;
        auto alignment = sentence({"dog", "xx", "grass"}, {true, false, true}, scores);
        model::giveOwnScale(alignment);
        QCOMPARE(alignment.spread, 2.0);
        QVERIFY(std::abs(alignment.betaFar - 2) < 0.01);  // 4 in scores
        alignment = sentence({"dog", "grass"}, {true, true}, base::Matrix(2, 2));
        model::giveOwnScale(alignment);
        QCOMPARE(alignment.spread, 1.0);
        alignment = sentence({"dog"}, {true}, {});
        model::giveOwnScale(alignment);
        QCOMPARE(alignment.spread, 1.0);
    }
    void noKnownWord() {
        auto alignment = sentence({"xx"}, {false}, base::Matrix(1, 3));
        model::decodeSegments(alignment, 1);
        QVERIFY(alignment.segments.empty());
        QVERIFY(alignment.assignment == std::vector<int>{-1});
    }
};

QTEST_GUILESS_MAIN(TestMrf)
#include "test_mrf.moc"
