// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/decoding_constraints.h"

#include <QtTest>

using namespace legenda;

class TestDecodingConstraints : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void pairsAcrossAnUnknownWordAreNotSeen() {
        const text::Vocabulary vocabulary({"a", "dog", "runs"});
        const auto pairs =
            trainers::seenBigrams({{"a", "dog", "runs"}, {"dog", "zebra", "a"}, {"a", "dog"}}, vocabulary);
        QCOMPARE(pairs, (std::vector<std::int64_t>{1 * 4 + 2, 2 * 4 + 3}));
    }

    void aWordOftenSeenThatHardlyEverEndsATextNeverDoes() {
        const text::Vocabulary vocabulary({"a", "dog", "red"});
        std::vector<std::vector<std::string>> texts(50, {"a", "red", "dog"});
        QCOMPARE(trainers::neverLast(texts, vocabulary, 0.05), (std::vector<int>{1, 3}));
        for (int i = 0; i < 5; ++i) texts.push_back({"a", "dog", "in", "red"});
        QCOMPARE(trainers::neverLast(texts, vocabulary, 0.05), (std::vector<int>{1}));
    }
};

QTEST_APPLESS_MAIN(TestDecodingConstraints)
#include "test_decoding_constraints.moc"
