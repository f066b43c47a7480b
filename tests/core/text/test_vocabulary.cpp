// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include <QtTest>

using legenda::text::Vocabulary;
using Words = std::vector<std::string>;

class TestVocabulary : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void keepsFrequentWordsMostFrequentFirst() {
        const auto vocabulary = Vocabulary::fromSentences({{"b", "a", "c"}, {"a", "b", "d"}, {"a", "c", "a"}}, 2);
        QVERIFY(vocabulary.words() == (Words{"a", "b", "c"}));  // b and c: two each, byte order
        QCOMPARE(vocabulary.size(), 4);
        QCOMPARE(vocabulary.find("a").value_or(-1), 1);
        QCOMPARE(vocabulary.word(3), std::string("c"));
        QVERIFY(!vocabulary.find("d"));
    }
    void fiveByDefault() {
        std::vector<Words> sentences(4, Words{"often"});
        QCOMPARE(Vocabulary::fromSentences(sentences).size(), 1);
        sentences.push_back({"often", "once"});
        QVERIFY(Vocabulary::fromSentences(sentences).words() == Words{"often"});
    }
    void encodeSkipsUnknown() {
        const Vocabulary vocabulary(Words{"dog", "runs"});
        QVERIFY(vocabulary.encode({"a", "dog", "never", "runs", "dog"}) == (std::vector<int>{1, 2, 1}));
        QVERIFY(vocabulary.encode({"cat"}).empty());
    }
    void empty() {
        QCOMPARE(Vocabulary().size(), 1);
        QVERIFY(Vocabulary::fromSentences({}, 5).words().empty());
    }
};

QTEST_GUILESS_MAIN(TestVocabulary)
#include "test_vocabulary.moc"
