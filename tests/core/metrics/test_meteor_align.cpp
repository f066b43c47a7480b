// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor_align.h"
#include "core/metrics/rouge_l.h"
#include "tests/support/check.h"
#include "tests/support/peak_memory.h"
#include "tests/support/plain_meteor_align.h"

#include <fmt/format.h>

#include <random>

using namespace legenda;
using namespace legenda::metrics;

namespace {

const std::vector<double> kWeights{1.0, 0.6, 0.8, 0.6};

// Sentences of few different words, some of which are stems or synonyms of others, and phrases of up to three words
// that stand for one another.
MeteorCandidates randomCandidates(std::mt19937& random, std::size_t mostWords, std::uint32_t kinds, bool phrases) {
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    std::vector<std::size_t> reference(1 + below(mostWords)), test(1 + below(mostWords));
    for (auto* sentence : {&reference, &test})
        for (auto& word : *sentence) word = below(kinds);
    MeteorCandidates all(reference.size(), test.size());
    for (std::size_t word = 0; word < kinds; ++word) {
        auto& runs = all.words.emplace_back();
        for (const std::size_t module : {0, 1, 2}) {
            MeteorCandidates::Run run{module, {}};
            for (std::size_t t = 0; t < test.size(); ++t)
                if (test[t] == (word + module) % kinds && (module == 0 || word % 3 == module))
                    run.test.push_back(static_cast<std::uint32_t>(t));
            if (!run.test.empty()) runs.push_back(run);
        }
    }
    for (std::size_t r = 0; r < reference.size(); ++r) {
        all.wordAt[r] = below(8) == 0 ? MeteorCandidates::kNoWord : reference[r];
        for (std::size_t i = phrases ? below(3) : 0; i > 0; --i) {
            const MeteorMatch match{r, below(test.size()), 3, 1 + below(3), 1 + below(3)};
            if (r + match.referenceWords <= reference.size() && match.test + match.testWords <= test.size())
                all.others[r].push_back(match);
        }
    }
    return all;
}

MeteorCandidates oneWord(std::size_t often) {
    MeteorCandidates all(often, often);
    MeteorCandidates::Run run;
    for (std::size_t i = 0; i < often; ++i) run.test.push_back(static_cast<std::uint32_t>(i));
    all.words.push_back({run});
    std::ranges::fill(all.wordAt, std::size_t{0});
    return all;
}

}  // namespace

class TestMeteorAlign : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void givesWhatThePlainSearchGives_data() {
        QTest::addColumn<int>("words");
        QTest::addColumn<int>("kinds");
        QTest::addColumn<bool>("phrases");
        QTest::addColumn<int>("rounds");
        QTest::newRow("captions") << 14 << 10 << false << 200;
        QTest::newRow("captions with paraphrases") << 14 << 10 << true << 200;
        QTest::newRow("repetitions") << 40 << 3 << false << 30;
        QTest::newRow("repetitions with paraphrases") << 30 << 4 << true << 40;
        QTest::newRow("one word") << 40 << 1 << false << 10;
    }
    void givesWhatThePlainSearchGives() {
        QFETCH(int, words);
        QFETCH(int, kinds);
        QFETCH(bool, phrases);
        QFETCH(int, rounds);
        std::mt19937 random(7);
        for (int round = 0; round < rounds; ++round) {
            const auto all =
                randomCandidates(random, static_cast<std::size_t>(words), static_cast<std::uint32_t>(kinds), phrases);
            const auto found = alignMeteor(all, kWeights), expected = tests::plainMeteor(all, kWeights);
            QCOMPARE(found.chunks, expected.chunks);
            QCOMPARE(found.matches.size(), expected.matches.size());
            for (std::size_t i = 0; i < found.matches.size(); ++i) {
                QCOMPARE(found.matches[i].reference, expected.matches[i].reference);
                QCOMPARE(found.matches[i].test, expected.matches[i].test);
                QCOMPARE(found.matches[i].module, expected.matches[i].module);
            }
        }
    }

    // The plain search took 35 s for 500 of them; no such search could end here.
    void manyOfOneWordEnd() {
        const test::PeakMemory memory;
        const auto found = alignMeteor(oneWord(5000), kWeights);
        QCOMPARE(found.matches.size(), std::size_t{5000});
        QCOMPARE(found.chunks, 1);
        if (memory.measured()) QVERIFY(memory.grownMegabytes() < 500);
    }

    void aStoppedSearchReturns() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(alignMeteor(oneWord(5000), kWeights, stop.get_token()).matches.empty());
    }

    // By the table of every pair of words.
    void longestCommonSubsequenceOfLongSentences() {
        std::mt19937 random(3);
        for (const std::size_t words : {70, 300}) {
            Tokens a, b;
            for (std::size_t i = 0; i < words; ++i) {
                a.push_back(fmt::format("w{}", random() % 9));
                if (i % 5 != 0) b.push_back(fmt::format("w{}", random() % 12));
            }
            std::vector<std::vector<int>> table(a.size() + 1, std::vector<int>(b.size() + 1, 0));
            for (std::size_t i = 1; i <= a.size(); ++i)
                for (std::size_t j = 1; j <= b.size(); ++j)
                    table[i][j] =
                        a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
            const double common = table[a.size()][b.size()], p = common / static_cast<double>(a.size()),
                         r = common / static_cast<double>(b.size()), beta = 1.2 * 1.2;
            const double expected = (1 + beta) * p * r / (r + beta * p);
            QVERIFY(std::abs(rougeL(numbered(std::vector<CaptionItem>{{a, {b}}})).corpus - expected) < 1e-12);
        }
    }
};

QTEST_GUILESS_MAIN(TestMeteorAlign)
#include "test_meteor_align.moc"
