// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/resampling.h"
#include "tests/support/check.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

using namespace legenda;
using namespace legenda::metrics;
using nlohmann::json;
using test::must;

namespace {

Tokens wordsOf(const std::string& text) {
    std::istringstream in(text);
    Tokens tokens;
    for (std::string word; in >> word;) tokens.push_back(word);
    return tokens;
}

bool close(double a, double b) {
    return std::abs(a - b) < 1e-9;
}

}  // namespace

// Against plain_statistics.json, which plain_statistics.py beside it computes by plain loops.
class TestResampling : public QObject {
    Q_OBJECT

    json plain_;

    std::vector<std::size_t> imagesOf(const char* list) const {
        std::vector<std::size_t> images;
        for (const auto& item : plain_[list]) images.push_back(item["image"].get<std::size_t>());
        return images;
    }
    std::vector<CaptionItem> captions(const char* system) const {
        std::vector<CaptionItem> items;
        for (const auto& item : plain_["items"]) {
            auto& made = items.emplace_back();
            made.hypothesis = wordsOf(item[system].get<std::string>());
            for (const auto& reference : item["references"])
                made.references.push_back(wordsOf(reference.get<std::string>()));
        }
        return items;
    }
    ImageStatistics captionsOf(const char* system) const {
        return captionStatistics(captionFigures(captions(system)).each, imagesOf("items"), false);
    }
    ImageStatistics ranksOf(const char* system) const {
        std::vector<long> ranks;
        for (const auto& item : plain_["ranks"]) ranks.push_back(item[system].get<long>());
        return rankStatistics(ranks, imagesOf("ranks"));
    }
    ImageStatistics hitsOf(const char* system) const {
        std::vector<std::vector<bool>> hits;
        for (const auto& item : plain_["hits"]) hits.push_back({item[system].get<bool>()});
        return shareStatistics({"accuracy"}, hits, imagesOf("hits"));
    }

    void agrees(const char* name, const ImageStatistics& first, const ImageStatistics& second) const {
        const auto& expected = plain_["expected"][name];
        const auto seed = plain_["seed"].get<std::uint64_t>();
        const auto figures = figuresOf(first, std::vector<std::uint32_t>(first.images.size(), 1));
        const auto intervals = bootstrap(first, seed, plain_["resamples"].get<int>());
        const auto differences = randomisation(first, second, seed, plain_["swaps"].get<int>());
        QCOMPARE(figures.size(), expected["figures"].size());
        QCOMPARE(intervals.size(), figures.size());
        QCOMPARE(differences.size(), figures.size());
        for (std::size_t i = 0; i < figures.size(); ++i) {
            const auto what = std::string(name) + " " + first.names[i];
            QVERIFY2(close(figures[i], expected["figures"][i].get<double>()), what.c_str());
            QVERIFY2(close(intervals[i].low, expected["intervals"][i][0].get<double>()), what.c_str());
            QVERIFY2(close(intervals[i].high, expected["intervals"][i][1].get<double>()), what.c_str());
            QVERIFY2(close(differences[i].difference, expected["differences"][i][0].get<double>()), what.c_str());
            QVERIFY2(close(differences[i].p, expected["differences"][i][1].get<double>()), what.c_str());
        }
    }

 private Q_SLOTS:
    void initTestCase() {
        std::ifstream in(LEGENDA_SOURCE_DIR "/tests/data/statistics/plain_statistics.json");
        QVERIFY(in.good());
        plain_ = json::parse(in);
    }

    void captionsAgreeWithThePlainScript() { agrees("captions", captionsOf("first"), captionsOf("second")); }
    void ranksAgreeWithThePlainScript() { agrees("ranks", ranksOf("first"), ranksOf("second")); }
    void hitsAgreeWithThePlainScript() { agrees("hits", hitsOf("first"), hitsOf("second")); }

    // METEOR of a selection is that of its captions scored as a corpus of their own.
    void meteorFollowsFromItsCounts() {
        const auto meteor = must(Meteor::load(LEGENDA_SOURCE_DIR "/resources/metrics", {}));
        const auto items = captions("first");
        const auto images = imagesOf("items");
        const auto statistics = captionStatistics(captionFigures(items, &meteor).each, images, true);
        QCOMPARE(statistics.names.back(), std::string("METEOR"));
        for (std::uint32_t round = 0; round < 5; ++round) {
            std::vector<std::uint32_t> times;
            for (std::size_t row = 0; row < statistics.images.size(); ++row)
                times.push_back(static_cast<std::uint32_t>((row * 7 + round * 3) % 4));
            std::vector<CaptionItem> chosen;
            for (std::size_t i = 0; i < items.size(); ++i) chosen.insert(chosen.end(), times[images[i]], items[i]);
            QVERIFY(close(figuresOf(statistics, times).back(), meteor.score(chosen).corpus));
        }
    }

    void oneSystemAgainstItself() {
        for (const auto& each : randomisation(captionsOf("first"), captionsOf("first"))) {
            QVERIFY(close(each.difference, 0));
            QVERIFY(close(each.p, 1));
        }
    }

    // One that is right where the other is wrong on every image: only the two whole exchanges are as far apart.
    void aClearDifferenceIsFound() {
        std::vector<std::vector<bool>> right(30, {true}), wrong(30, {false});
        std::vector<std::size_t> images;
        for (std::size_t i = 0; i < right.size(); ++i) images.push_back(i);
        const auto found = randomisation(shareStatistics({"accuracy"}, right, images),
                                         shareStatistics({"accuracy"}, wrong, images), 3, 1000);
        QVERIFY(close(found[0].difference, 100));
        QVERIFY(close(found[0].p, 1.0 / 1001));
        const auto sure = bootstrap(shareStatistics({"accuracy"}, right, images));
        QVERIFY(close(sure[0].low, 100) && close(sure[0].high, 100));
    }

    // The five sentences of an image move together: a set of one image has no other resample.
    void itemsOfAnImageMoveTogether() {
        const auto one = rankStatistics({1, 3, 7, 20}, {5, 5, 5, 5});
        QCOMPARE(one.images, std::vector<std::size_t>{5});
        const auto sure = bootstrap(one);
        QVERIFY(close(sure[0].low, 25) && close(sure[0].high, 25));
        QVERIFY(close(sure[3].low, 5) && close(sure[3].high, 5));
        const auto apart = bootstrap(rankStatistics({1, 3, 7, 20}, {1, 2, 3, 4}));
        QVERIFY(apart[0].low < 25 && apart[0].high > 25);
    }

    // The mean of two systems, one of which says nothing about the second image.
    void meanOfSystems() {
        const auto first = shareStatistics({"accuracy"}, {{true}, {false}}, {0, 1});
        const auto second = shareStatistics({"accuracy"}, {{true}}, {0});
        const auto mean = meanStatistics({first, second});
        QCOMPARE(mean.images, (std::vector<std::size_t>{0, 1}));
        QVERIFY(close(figuresOf(mean, std::vector<std::uint32_t>{1, 1})[0], 75));
        QVERIFY(close(figuresOf(mean, std::vector<std::uint32_t>{2, 0})[0], 100));
    }

    void stoppedThereIsNoAnswer() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(bootstrap(ranksOf("first"), 1, 10, stop.get_token()).empty());
        QVERIFY(randomisation(ranksOf("first"), ranksOf("second"), 1, 10, stop.get_token()).empty());
        QVERIFY_EXCEPTION_THROWN((void)randomisation(ranksOf("first"), hitsOf("first")), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestResampling)
#include "test_resampling.moc"
