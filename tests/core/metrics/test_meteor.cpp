// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor.h"
#include "core/metrics/meteor_align.h"
#include "core/metrics/meteor_normalise.h"
#include "core/metrics/meteor_synonyms.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <sstream>

using namespace legenda;
using namespace legenda::metrics;
using test::must;
namespace fs = std::filesystem;

namespace {

Tokens tokens(const std::string& text) {
    std::istringstream in(text);
    Tokens out;
    for (std::string word; in >> word;) out.push_back(word);
    return out;
}

}  // namespace

class TestMeteor : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path words_;
    std::optional<Meteor> meteor_;

    // METEOR's lists of words in a folder without a table of paraphrases.
    fs::path copyOfWords(const char* name) {
        const fs::path to = fs::path(folder_.path().toStdString()) / name;
        fs::create_directories(to);
        for (const char* list : {"meteor-function-words-en.txt", "meteor-prefixes-en.txt"})
            fs::copy_file(fs::path(LEGENDA_SOURCE_DIR) / "resources/metrics" / list, to / list);
        return to;
    }
    double score(const std::string& test, const std::string& reference) {
        return meteor_->score({{tokens(test), {tokens(reference)}}}).items.front();
    }

 private Q_SLOTS:
    // A dictionary of our own in WordNet's form: "hound" and "dog" share a set, and so do "geese"'s base and "bird".
    void initTestCase() {
        const fs::path dict = folder_.path().toStdString();
        words_ = copyOfWords("words");
        test::write(dict / "index.noun",
                    "  1 a licence\n"
                    "bird n 1 1 @ 1 0 00000300\n"
                    "dog n 2 1 @ 2 1 00000100 00000200\n"
                    "goose n 1 1 @ 1 0 00000300\n"
                    "hound n 1 1 @ 1 0 00000100\n");
        test::write(dict / "noun.exc", "geese goose\n");
        for (const char* name : {"index.verb", "index.adj", "index.adv", "verb.exc", "adj.exc", "adv.exc"})
            test::write(dict / name, "");
        meteor_ = must(Meteor::load(words_, dict));
        QCOMPARE(meteor_->modules(), (std::vector<std::string>{"exact", "stem", "synonym"}));
    }

    void normalised_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << "A dog  runs"
                               << "a dog runs";
        QTest::newRow("possessive of the tokenizer") << "a dog 's ball"
                                                     << "a dog ' s ball";
        QTest::newRow("contraction") << "it doesn't"
                                     << "it doesn 't";
        QTest::newRow("hyphen") << "a red t-shirt"
                                << "a red t shirt";
        QTest::newRow("brackets") << "two men -lrb- in red -rrb-"
                                  << "two men -lrb- in red -rrb-";
        QTest::newRow("time") << "at 3:30 p.m."
                              << "at 3 : 30 pm";
        QTest::newRow("number") << "1,000 people, some standing"
                                << "1,000 people , some standing";
        QTest::newRow("abbreviation") << "Mr. Smith sat."
                                      << "mr. smith sat .";
        QTest::newRow("before a small letter") << "the sat. paper"
                                               << "the sat. paper";
        QTest::newRow("dots") << "well... yes"
                              << "well ... yes";
        QTest::newRow("quotes") << "a “red” `hat'"
                                << "a \" red \" ' hat '";
        QTest::newRow("letters beyond English") << "CAFÉ Über"
                                                << "café über";
    }
    void normalised() {
        QFETCH(QString, line);
        QFETCH(QString, expected);
        const Prefixes prefixes{{"Mr", false}, {"No", true}};
        QCOMPARE(QString::fromStdString(meteorNormalised(line.toStdString(), prefixes)), expected);
    }

    // By hand: P = R = F = 1 and no scatter.
    void sameWordsInOnePiece() {
        QCOMPARE(score("a brown dog runs", "a brown dog runs"), 1.0);
        QCOMPARE(score("cat", "dog"), 0.0);
        QCOMPARE(score("", "dog"), 0.0);
    }
    // dog = hound by the dictionary: content words 1 exact, 1 of weight 0.8; nothing else differs.
    void synonymsCountLess() {
        const double expected = (0.75 * (1 + 0.8)) / (0.75 * 2);
        QVERIFY(std::abs(score("brown dog", "brown hound") - expected) < 1e-12);
        QVERIFY(std::abs(score("geese", "bird") - 0.8) < 1e-12);  // by the list of exceptions
        QVERIFY(std::abs(score("dogs", "hound") - 0.8) < 1e-12);  // by its ending
        QCOMPARE(score("bird", "hound"), 0.0);
    }
    void stemsCountLess() { QVERIFY(std::abs(score("running", "runs") - 0.6) < 1e-12); }
    // Function words weigh a third of the others: "the" missing on one side.
    void functionWordsCountLess() {
        const double recall = 0.75 / (0.75 + 0.25), precision = 1;
        const double mean = 1 / (0.15 / precision + 0.85 / recall);
        QVERIFY(std::abs(score("dog", "the dog") - mean * (1 - 0.6)) < 1e-12);  // one chunk of one match
    }
    void scatteredWordsCostMore() {
        const double whole = score("red green blue big", "red green blue small"),
                     parts = score("red big green blue", "red green blue small");
        // F is 3/4; chunks 1 and 2 of three matches.
        QVERIFY(std::abs(whole - 0.75 * (1 - 0.6 * std::pow(1.0 / 3, 0.2))) < 1e-12);
        QVERIFY(std::abs(parts - 0.75 * (1 - 0.6 * std::pow(2.0 / 3, 0.2))) < 1e-12);
    }
    // "a" stands twice in the reference: the one beside "man" makes one chunk.
    void ambiguousWordsJoinTheirNeighbours() {
        MeteorCandidates candidates(4, 2);
        candidates.others[0] = {{0, 0, 0}};
        candidates.others[2] = {{2, 0, 0}};
        candidates.others[3] = {{3, 1, 0}};
        const auto found = alignMeteor(candidates, {1});
        QCOMPARE(found.chunks, 1);
        QCOMPARE(found.matches.size(), std::size_t{2});
        QCOMPARE(found.matches[0].reference, std::size_t{2});
    }
    // A stem weighs less than a whole match in the search: the exact word is taken though it makes two chunks.
    void moreWeightBeatsFewerChunks() {
        MeteorCandidates candidates(3, 4);
        candidates.others[0] = {{0, 2, 0}};
        candidates.others[1] = {{1, 0, 1}, {1, 3, 0}};
        const std::vector<double> weights{1, 0.6};
        const auto found = alignMeteor(candidates, weights);
        QCOMPARE(found.matches.size(), std::size_t{2});
        QCOMPARE(found.matches[1].test, std::size_t{3});
        candidates.others[1] = {{1, 3, 1}, {1, 0, 0}};
        QCOMPARE(alignMeteor(candidates, weights).matches[1].test, std::size_t{0});
    }
    void corpusSumsTheBestReferences() {
        const std::vector<CaptionItem> items{{tokens("brown dog"), {tokens("cat"), tokens("brown dog")}},
                                             {tokens("red ball"), {tokens("blue ball")}}};
        const auto scores = meteor_->score(items);
        QCOMPARE(scores.items[0], 1.0);
        // 3 of 4 words match; no chunk of the whole sentence, one of the other.
        QVERIFY(std::abs(scores.corpus - 0.75 * (1 - 0.6 * std::pow(1.0 / 3, 0.2))) < 1e-12);
        QCOMPARE(meteor_->score({}).corpus, 0.0);
    }
    void paraphrases() {
        const auto words = copyOfWords("paraphrases");
        test::write(words / "paraphrase-en.gz",
                    "0.5\nlarge hound\nsmall pet\n"
                    "0.1\nnever said\nsmall pet\n"
                    "0.2\nbest friend of man\nhound\n");
        const auto meteor = must(Meteor::load(words, {}));
        QCOMPARE(meteor.modules(), (std::vector<std::string>{"exact", "stem", "paraphrase"}));
        const auto scoreOf = [&](const char* test, const char* reference) {
            return meteor.score({{tokens(test), {tokens(reference)}}}).items.front();
        };
        // One word of little weight matches, two content words as a paraphrase, all in one piece.
        const double matched = (0.25 + 0.6 * 1.5) / 1.75;
        QVERIFY(std::abs(scoreOf("a large hound", "a small pet") - matched) < 1e-12);
        QVERIFY(std::abs(scoreOf("a small pet", "a large hound") - matched) < 1e-12);
        // One word for four, of which "of" weighs little.
        const double precision = 0.6, recall = 0.6;
        QVERIFY(std::abs(scoreOf("hound", "best friend of man") - 1 / (0.15 / precision + 0.85 / recall)) < 1e-12);
        QCOMPARE(scoreOf("large", "small"), 0.0);
    }
    void aTableCutOffIsRefused() {
        const auto words = copyOfWords("cut");
        test::write(words / "paraphrase-en.gz", "0.5\nlarge hound\n");
        const auto cut = Meteor::load(words, {});
        QCOMPARE(cut.error().code, base::ErrorCode::BadInput);
        QVERIFY(cut.error().message.find("paraphrase-en.gz") != std::string::npos);
    }
    void withoutWordNet() {
        const auto bare = must(Meteor::load(words_, {}));
        QCOMPARE(bare.modules(), (std::vector<std::string>{"exact", "stem"}));
        QCOMPARE(bare.score({{tokens("dog"), {tokens("hound")}}}).items.front(), 0.0);
        const auto missing = Meteor::load(fs::path(folder_.path().toStdString()) / "nowhere", {});
        QCOMPARE(missing.error().code, base::ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestMeteor)
#include "test_meteor.moc"
