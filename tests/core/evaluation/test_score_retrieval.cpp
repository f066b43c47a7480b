// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/evaluation/scoring/score_retrieval.h"
#include "tests/support/check.h"
#include "tests/support/peak_memory.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace legenda;
using evaluation::scoreRetrieval;
using test::must;
namespace fs = std::filesystem;

// Recall and ranks of any system's matrix of scores.
class TestScoreRetrieval : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    fs::path file(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }

    template <class Number>
    fs::path matrix(const std::string& name, const std::string& type, const std::vector<Number>& values,
                    std::size_t rows, bool byColumns = false) const {
        const std::size_t cols = values.size() / rows;
        std::string header = "{'descr': '" + type + "', 'fortran_order': " + (byColumns ? "True" : "False") +
                             ", 'shape': (" + std::to_string(rows) + ", " + std::to_string(cols) + "), }\n";
        std::string bytes = "\x93NUMPY";
        bytes += std::string{'\1', '\0', static_cast<char>(header.size()), static_cast<char>(header.size() >> 8)};
        bytes += header;
        std::vector<Number> ordered;
        for (std::size_t c = 0; byColumns && c < cols; ++c)
            for (std::size_t r = 0; r < rows; ++r) ordered.push_back(values[r * cols + c]);
        const auto& all = byColumns ? ordered : values;
        bytes.append(reinterpret_cast<const char*>(all.data()), all.size() * sizeof(Number));
        test::write(file(name), bytes);
        return file(name);
    }
    // Images i0, i1, … and sentences s0, s1, … of the owners.
    evaluation::ScoreRetrievalOptions options(const fs::path& scores, std::size_t images,
                                              const std::vector<std::size_t>& owner) const {
        std::string rows, columns;
        for (std::size_t i = 0; i < images; ++i) rows += "i" + std::to_string(i) + "\n";
        for (std::size_t s = 0; s < owner.size(); ++s)
            columns += "s" + std::to_string(s) + "\ti" + std::to_string(owner[s]) + "\r\n";
        test::write(file("images.txt"), rows);
        test::write(file("sentences.txt"), columns);
        return {scores, file("images.txt"), file("sentences.txt"), {}};
    }

    struct PlainRanks {
        std::vector<double> annotation, search;
    };
    // By the words of the protocol: 1 + the number of foreign items that score at least as much.
    static PlainRanks plainRanks(const std::vector<double>& scores, std::size_t images,
                                 const std::vector<std::size_t>& owner) {
        const std::size_t sentences = owner.size();
        PlainRanks ranks;
        for (std::size_t k = 0; k < images; ++k) {
            double best = -std::numeric_limits<double>::infinity();
            bool any = false;
            for (std::size_t s = 0; s < sentences; ++s)
                if (owner[s] == k) best = std::max(best, scores[k * sentences + s]), any = true;
            if (!any) continue;
            double rank = 1;
            for (std::size_t s = 0; s < sentences; ++s)
                if (owner[s] != k && scores[k * sentences + s] >= best) ++rank;
            ranks.annotation.push_back(rank);
        }
        for (std::size_t s = 0; s < sentences; ++s) {
            double rank = 1;
            for (std::size_t k = 0; k < images; ++k)
                if (owner[s] != k && scores[k * sentences + s] >= scores[owner[s] * sentences + s]) ++rank;
            ranks.search.push_back(rank);
        }
        return ranks;
    }
    static std::vector<double> ranksIn(const evaluation::ItemList& list) {
        std::vector<double> ranks;
        for (const auto& item : list.items) ranks.push_back(item.figures.at(0));
        return ranks;
    }

 private Q_SLOTS:
    void ranksAreThoseOfAPlainLoop_data() {
        QTest::addColumn<bool>("ties");
        QTest::newRow("plain") << false;
        QTest::newRow("ties") << true;
    }
    void ranksAreThoseOfAPlainLoop() {
        QFETCH(bool, ties);
        constexpr std::size_t kImages = 40;
        std::vector<std::size_t> owner;  // mixed up; image 3 has no sentence
        for (std::size_t n = 0; n < 3; ++n)
            for (std::size_t k = kImages; k-- > 0;)
                if (k != 3 && (k + n) % 4 != 0) owner.push_back(k);
        base::Random draws(11, "scores");
        std::vector<double> exact;
        for (std::size_t i = 0; i < kImages * owner.size(); ++i)
            exact.push_back(ties ? static_cast<double>(draws.below(5)) : draws.normal());
        exact[7] = -std::numeric_limits<double>::infinity();
        // Closer together than floats can tell.
        exact[100] = 1, exact[101] = 1 + 1e-12;
        const std::vector<float> floats(exact.begin(), exact.end());
        std::vector<std::uint16_t> halves;
        std::vector<double> rounded, coarse;
        for (const float value : floats) {
            halves.push_back(base::floatToHalf(value));
            rounded.push_back(value);
            coarse.push_back(base::halfToFloat(halves.back()));
        }
        const auto agrees = [&](const fs::path& scores, const std::vector<double>& values) {
            const auto found = must(scoreRetrieval(options(scores, kImages, owner)));
            const auto plain = plainRanks(values, kImages, owner);
            QCOMPARE(ranksIn(found.items.at(0)), plain.annotation);
            QCOMPARE(ranksIn(found.items.at(1)), plain.search);
            const double first =
                100.0 * static_cast<double>(std::ranges::count(plain.search, 1.0)) / static_cast<double>(owner.size());
            QVERIFY(std::abs(found.figures["image_search"]["r1"].get<double>() - first) < 1e-9);
            QCOMPARE(found.figures["images"].get<std::size_t>(), kImages);
            QCOMPARE(found.figures["sentences"].get<std::size_t>(), owner.size());
        };
        agrees(matrix("f8.npy", "<f8", exact, kImages), exact);
        agrees(matrix("f4.npy", "<f4", floats, kImages), rounded);
        agrees(matrix("f2.npy", "<f2", halves, kImages), coarse);
        agrees(matrix("columns.npy", "<f8", exact, kImages, true), exact);
    }

    void intervalsItemsAndAComparison() {
        const std::vector<std::size_t> owner{0, 0, 1, 2};
        const auto good = matrix<float>("good.npy", "<f4", {9, 8, 1, 1, 1, 1, 9, 1, 2, 2, 2, 9}, 3);
        const auto bad = matrix<float>("bad.npy", "<f4", {1, 1, 9, 9, 9, 9, 1, 9, 9, 9, 9, 1}, 3);
        auto asked = options(good, 3, owner);
        asked.against = bad;
        const auto found = must(scoreRetrieval(asked));
        const auto& search = found.figures["image_search"];
        QCOMPARE(search["r1"].get<double>(), 100.0);
        QCOMPARE(search["ci95"]["r1"][0].get<double>(), 100.0);
        QCOMPARE(search["against"]["model"].get<std::string>(), std::string("bad.npy"));
        QCOMPARE(search["against"]["difference"]["r1"].get<double>(), 100.0);
        // Of the eight exchanges of three images two are as far apart.
        QVERIFY(std::abs(search["against"]["p"]["r1"].get<double>() - 0.25) < 0.03);
        const auto& item = found.items.at(1).items.at(3);
        QVERIFY(item.image == "i2" && item.id == "s3" && item.prediction == "i2");
        QCOMPARE(found.items.at(0).items.at(0).prediction, std::string("s0"));
        // Of equals what is wrong comes first, as the ranks count it.
        using Ranked = std::vector<evaluation::RankedItem>;
        QVERIFY((item.ranked == Ranked{{"i2", 9, true}, {"i0", 1, false}, {"i1", 1, false}}));
        const auto& first = found.items.at(0).items.at(0);
        QVERIFY((first.ranked == Ranked{{"s0", 9, true}, {"s1", 8, true}, {"s2", 1, false}, {"s3", 1, false}}));
    }

    void whatIsWrongIsNamed() {
        const std::vector<std::size_t> owner{0, 1, 1};
        const std::vector<float> six{1, 2, 3, 4, 5, 6};
        const auto refused = [&](const evaluation::ScoreRetrievalOptions& asked,
                                 const std::vector<const char*>& named) {
            const auto found = scoreRetrieval(asked);
            QVERIFY(!found);
            QCOMPARE(base::exitStatus(found.error().code), 3);
            for (const char* part : named)
                QVERIFY2(found.error().message.find(part) != std::string::npos, found.error().message.c_str());
        };
        refused(options(matrix("m.npy", "<f4", six, 3), 2, owner),
                {"m.npy has 3 rows and 2 columns", "2 images", "3 sentences", "rows must be the images"});
        refused(options(matrix("m.npy", "<f4", six, 1), 2, owner), {"m.npy has 1 rows and 6 columns"});
        auto numbers = six;
        numbers[4] = std::numeric_limits<float>::quiet_NaN();
        refused(options(matrix("m.npy", "<f4", numbers, 2), 2, owner), {"m.npy: row 2, column 2 (i1 and s1)"});
        const auto whole = matrix("m.npy", "<f4", six, 2);
        fs::resize_file(whole, fs::file_size(whole) - 1);
        refused(options(whole, 2, owner), {"m.npy", "cut off"});

        const auto good = matrix("m.npy", "<f4", six, 2);
        auto asked = options(good, 2, owner);
        test::write(file("sentences.txt"), "s0\ti0\ns1\ti7\ns2\ti1\n");
        refused(asked, {"sentences.txt:2", "i7", "images.txt"});
        test::write(file("sentences.txt"), "s0\ti0\n\ns0\ti1\ns2\ti1\n");
        refused(asked, {"sentences.txt:3", "s0 occurs twice"});
        test::write(file("sentences.txt"), "s0 i0\ns1\ti1\ns2\ti1\n");
        refused(asked, {"sentences.txt:1", "a tab"});
        test::write(file("sentences.txt"), "\n");
        refused(asked, {"sentences.txt lists no sentence"});
        asked = options(good, 2, owner);
        test::write(file("images.txt"), "i0\ni0\n");
        refused(asked, {"images.txt:2", "i0 occurs twice"});
        asked.images = file("nowhere.txt");
        QCOMPARE(base::exitStatus(scoreRetrieval(asked).error().code), 4);
    }

    void stoppedItAnswersThat() {
        std::stop_source stop;
        stop.request_stop();
        const auto asked = options(matrix<float>("m.npy", "<f4", {1, 2}, 1), 1, {0, 0});
        QCOMPARE(scoreRetrieval(asked, {stop.get_token(), {}}).error().code, base::ErrorCode::Cancelled);
    }

    // 40 MB on the disk, 160 MB as the numbers that are compared.
    void theMatrixIsNeverHeld() {
        constexpr std::size_t kImages = 2000, kSentences = 10'000;
        std::vector<std::size_t> owner;
        for (std::size_t s = 0; s < kSentences; ++s) owner.push_back(s / 5);
        fs::path scores;
        {
            std::vector<std::uint16_t> halves(kImages * kSentences);
            for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i * 7919 % 15'000);
            scores = matrix("large.npy", "<f2", halves, kImages);
        }
        const auto asked = options(scores, kImages, owner);
        const test::PeakMemory peak;
        const auto found = must(scoreRetrieval(asked));
        QCOMPARE(found.items.at(1).items.size(), kSentences);
        if (peak.measured()) QVERIFY2(peak.grownMegabytes() < 110, std::to_string(peak.grownMegabytes()).c_str());
        fs::remove(scores);
    }
};

QTEST_GUILESS_MAIN(TestScoreRetrieval)
#include "test_score_retrieval.moc"
