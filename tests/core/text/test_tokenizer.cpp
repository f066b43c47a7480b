// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include <QtTest>

using legenda::text::tokenize;
using Tokens = std::vector<std::string>;

class TestTokenizer : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void sentences_data() {
        QTest::addColumn<QByteArray>("sentence");
        QTest::addColumn<QByteArray>("tokens");  // joined by "|"
        const auto row = [](const char* name, const char* sentence, const char* tokens) {
            QTest::newRow(name) << QByteArray(sentence) << QByteArray(tokens);
        };
        row("plain", "A dog runs .", "a|dog|runs");
        row("punctuation goes without a space", "A black-and-white dog's ball, (red)!",
            "a|blackandwhite|dogs|ball|red");
        row("digits stay", "2 dogs, number 10", "2|dogs|number|10");
        row("all white space splits", "a\tdog\r\nruns\v\f fast", "a|dog|runs|fast");
        row("nothing", "", "");
        row("only punctuation", " -- ... \" ", "");
        row("letters of other scripts", "Ein Mädchen ÜBER Straße", "ein|mädchen|über|straße");
        row("cyrillic", "Собака БЕЖИТ", "собака|бежит");
        row("chinese", "狗 在，跑", "狗|在跑");
        row("no-break and ideographic space",
            "a\xc2\xa0"
            "dog\xe3\x80\x80runs",
            "a|dog|runs");
        row("decomposed equals composed", "cafe\xcc\x81", "caf\xc3\xa9");
        row("vowel signs stay", "हिन्दी", "हिन्दी");
        row("emoji and dashes go", "dog 🐕 — cat", "dog|cat");
        row("bytes that are not UTF-8 go",
            "do\xff"
            "g \xc3",
            "dog");
    }
    void sentences() {
        QFETCH(QByteArray, sentence);
        QFETCH(QByteArray, tokens);
        QByteArray joined;
        for (const auto& token :
             tokenize(std::string_view(sentence.constData(), static_cast<std::size_t>(sentence.size())))) {
            if (!joined.isEmpty()) joined += '|';
            joined += QByteArray::fromStdString(token);
        }
        QCOMPARE(joined, tokens);
    }
    void tokenizingTokensChangesNothing() {
        const auto once = tokenize("Two Dogs' 3 Bälle, ΣΊΣΥΦΟΣ");
        std::string joined;
        for (const auto& token : once) joined += token + " ";
        QVERIFY(tokenize(joined) == once);
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "test_tokenizer.moc"
