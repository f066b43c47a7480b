// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/content_words.h"

#include "core/text/tokenizer.h"

#include <QtTest>

using namespace legenda;

class TestContentWords : public QObject {
    Q_OBJECT

    static QString contentOf(const char* sentence) {
        const auto tokens = text::tokenize(sentence);
        const auto content = text::contentWords(tokens);
        QStringList words;
        for (std::size_t t = 0; t < tokens.size(); ++t)
            if (content[t]) words << QString::fromStdString(tokens[t]);
        return words.join(QLatin1Char(' '));
    }

 private Q_SLOTS:
    void nounsVerbsAdjectivesAdverbsAndNumbers_data() {
        QTest::addColumn<QByteArray>("sentence");
        QTest::addColumn<QString>("content");
        const auto row = [](const char* sentence, const char* content) {
            QTest::newRow(*sentence ? sentence : "nothing") << QByteArray(sentence) << QString::fromLatin1(content);
        };
        row("A black dog is running in the snow .", "black dog running snow");
        row("Two men and a woman with her two dogs quickly cross the street",
            "two men woman two dogs quickly cross street");
        row("A boy in front of a house", "boy house");
        row("The front of the house", "front house");
        row("a cat next to a box on top of the shelf", "cat box shelf");
        row("He doesn't look at it", "look");
        row("a zzyzx outside", "zzyzx outside");
        row("the of and", "");
        row("in front", "front");
        row("", "");
    }
    void nounsVerbsAdjectivesAdverbsAndNumbers() {
        QFETCH(QByteArray, sentence);
        QFETCH(QString, content);
        QCOMPARE(contentOf(sentence.constData()), content);
    }
};

QTEST_GUILESS_MAIN(TestContentWords)
#include "test_content_words.moc"
