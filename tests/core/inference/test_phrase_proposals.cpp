// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/phrase_proposals.h"

#include <QtTest>

using namespace legenda;

class TestPhraseProposals : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void theRegionOfTheGreatestSum() {
        model::Alignment alignment;
        alignment.sentence = "A dog , red hat .";
        alignment.tokens = {"a", "dog", "red", "hat"};
        alignment.known = {true, true, false, true};
        alignment.regions = {{{0, 0, 100, 100}}, {{1, 1, 10, 10}}, {{50, 50, 20, 20}}};
        alignment.scores = base::Matrix(4, 3);
        alignment.scores.data = {0, 1, 2,  //
                                 0, 5, 1,  //
                                 0, 0, 0,  //
                                 1, 0, 3};
        const auto found = inference::groundPhrases(alignment, {{0, 2}, {3, 4}, {3, 5}, {2, 3}});
        QCOMPARE(found.size(), std::size_t{4});
        QVERIFY(found[0].start == 0 && found[0].end == 2 && found[0].known);
        QCOMPARE(found[0].box, (base::Box{1, 1, 10, 10}));
        QVERIFY(!found[1].known);  // "red" is not in the vocabulary
        QCOMPARE(found[1].box, (base::Box{0, 0, 100, 100}));
        QCOMPARE(found[2].box, (base::Box{50, 50, 20, 20}));
        QVERIFY(!found[3].known);  // a comma
        QVERIFY(inference::groundPhrases({}, {{0, 1}}).empty());
    }
    void anEntityIsNamedAgain() {
        const std::vector<inference::KnownEntity> entities{
            {"men", {"Two men"}, {{0, 0, 10, 20}, {30, 0, 10, 20}}},  // around them: 40 x 20
            {"dog", {"A brown dog", "The animal"}, {{50, 50, 20, 20}}},
            {"gone", {"a cat"}, {}},
            {"crowd", {"a crowd of dogs"}, {{50, 50, 20, 22}}}};
        using inference::entityOfPhrase;
        QCOMPARE(entityOfPhrase("the dog", {50, 50, 20, 20}, entities), 1);
        QCOMPARE(entityOfPhrase("the dog", {50, 50, 20, 14}, entities), 1);              // a namesake at IoU 0.7
        QCOMPARE(entityOfPhrase("it", {50, 50, 20, 14}, entities), -1);                  // another noun
        QCOMPARE(entityOfPhrase("it", {50, 50, 20, 19}, entities), 1);                   // at IoU 0.95
        QCOMPARE(entityOfPhrase("the crowd of people", {50, 50, 20, 20}, entities), 3);  // a namesake, though less near
        QCOMPARE(entityOfPhrase("men", {0, 0, 40, 20}, entities), 0);
        QCOMPARE(entityOfPhrase("men", {0, 0, 10, 20}, entities), 0);     // a namesake wherever it is
        QCOMPARE(entityOfPhrase("a boy", {0, 0, 40, 11}, entities), 0);   // people at IoU 0.55
        QCOMPARE(entityOfPhrase("a boy", {0, 0, 10, 20}, entities), -1);  // at IoU 0.25
        QCOMPARE(entityOfPhrase("a cat", {0, 0, 1, 1}, entities), -1);
        QCOMPARE(entityOfPhrase("of", {50, 50, 20, 20}, entities), 1);
        QCOMPARE(entityOfPhrase("", {}, {}), -1);
    }
};

QTEST_GUILESS_MAIN(TestPhraseProposals)
#include "test_phrase_proposals.moc"
