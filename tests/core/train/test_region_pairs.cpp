// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/region_pairs.h"

#include <QtTest>

#include <sstream>

using namespace legenda;

namespace {

// A sentence whose tokens are each given to a region; "?" in front marks an unknown word.
model::Alignment alignment(const std::string& sentence, const std::vector<int>& winners, int regions) {
    model::Alignment a;
    std::istringstream words(sentence);
    for (std::string word; words >> word;) {
        a.known.push_back(word[0] != '?');
        a.tokens.push_back(word[0] == '?' ? word.substr(1) : word);
    }
    a.regions.resize(static_cast<std::size_t>(regions));
    a.scores = base::Matrix(a.tokens.size(), static_cast<std::size_t>(regions));
    for (std::size_t t = 0; t < a.tokens.size(); ++t)
        if (a.known[t]) a.scores(t, static_cast<std::size_t>(winners[t])) = 2;
    model::decodeSegments(a, 0.1);
    return a;
}

std::vector<std::string> texts(const std::vector<train::RegionPair>& pairs) {
    std::vector<std::string> all;
    for (const auto& pair : pairs) all.push_back(std::to_string(pair.region) + ":" + pair.text);
    return all;
}

}  // namespace

class TestRegionPairs : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void segmentsBecomeNounPhrases() {
        const auto a = alignment("a black dog is running on the green grass with a ball", {1, 1, 1, 1, 0, 2, 2, 2, 2, 2, 3, 3}, 4);
        const auto pairs = train::pairsOfAlignment(a, 7, {});
        QCOMPARE(texts(pairs), (std::vector<std::string>{"1:a black dog", "2:the green grass", "3:a ball"}));
        QCOMPARE(pairs[0].image, std::size_t{7});
        QCOMPARE(pairs[0].score, 6.0);  // of the words that are left
        QVERIFY(!pairs[0].wholeFrame);
    }

    void untrimmedSegmentsStayAsTheyWere() {
        const auto a = alignment("a dog is on grass", {1, 1, 1, 2, 2}, 3);
        train::RegionPairOptions options;
        options.trim = false;
        QCOMPARE(texts(train::pairsOfAlignment(a, 0, options)), (std::vector<std::string>{"1:a dog is", "2:on grass"}));
    }

    void wholeFrameIsFlagged() {
        const auto pairs = train::pairsOfAlignment(alignment("a dog plays outside", {0, 0, 0, 0}, 2), 0, {});
        QCOMPARE(texts(pairs), std::vector<std::string>{"0:a dog plays outside"});
        QVERIFY(pairs[0].wholeFrame);
    }

    void shortAndEmptySegmentsAreLeftOut() {
        QVERIFY(train::pairsOfAlignment(alignment("dog", {1}, 2), 0, {}).empty());
        QVERIFY(train::pairsOfAlignment(alignment("there is a", {1, 1, 1}, 2), 0, {}).empty());
        QVERIFY(train::pairsOfAlignment(alignment("dog with a", {1, 1, 1}, 2), 0, {}).empty());
        train::RegionPairOptions one;
        one.minWords = 1;
        QCOMPARE(texts(train::pairsOfAlignment(alignment("dog with a", {1, 1, 1}, 2), 0, one)), std::vector<std::string>{"1:dog"});
    }

    void unknownWordsStayInTheTextButDoNotCount() {
        const auto pairs = train::pairsOfAlignment(alignment("a ?quokka dog", {1, 0, 1}, 2), 0, {});
        QCOMPARE(texts(pairs), std::vector<std::string>{"1:a quokka dog"});
        QVERIFY(train::pairsOfAlignment(alignment("dog ?quokka", {1, 0}, 2), 0, {}).empty());
    }

    void articlesOfTheNextPhraseAreCut() {
        const auto pairs = train::pairsOfAlignment(alignment("two men in their red coats", {1, 1, 1, 1, 2, 2}, 3), 0, {});
        QCOMPARE(texts(pairs), (std::vector<std::string>{"1:two men", "2:red coats"}));
    }
};

QTEST_GUILESS_MAIN(TestRegionPairs)
#include "test_region_pairs.moc"
