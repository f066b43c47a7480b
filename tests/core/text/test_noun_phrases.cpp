// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/noun_phrases.h"

#include <QtTest>

#include <sstream>

class TestNounPhrases : public QObject {
    Q_OBJECT

    // The words of the phrases, joined by "|".
    static QByteArray phrasesOf(const std::string& sentence) {
        std::vector<std::string> words;
        std::istringstream in(sentence);
        for (std::string word; in >> word;) words.push_back(word);
        QByteArrayList phrases;
        int before = 0;
        for (const auto& [start, end] : legenda::text::nounPhrases(sentence)) {
            if (start < before || end <= start || end > static_cast<int>(words.size())) return "words out of order";
            before = end;
            QByteArrayList phrase;
            for (int w = start; w < end; ++w) phrase << QByteArray::fromStdString(words[static_cast<std::size_t>(w)]);
            phrases << phrase.join(' ');
        }
        return phrases.join('|');
    }

 private Q_SLOTS:
    void sentences_data() {
        QTest::addColumn<QByteArray>("sentence");
        QTest::addColumn<QByteArray>("phrases");
        const auto row = [](const char* name, const char* sentence, const char* phrases) {
            QTest::newRow(name) << QByteArray(sentence) << QByteArray(phrases);
        };
        row("determiner, adjective, noun", "A little girl in a pink dress going into a wooden cabin .",
            "A little girl|a pink dress|a wooden cabin");
        row("the verb ends a phrase", "The dog runs through water", "The dog|water");
        row("a participle before its noun", "a running dog jumps over a snow covered log",
            "a running dog|a snow covered log");
        row("one behind it", "a man standing near a building", "a man|a building");
        row("colours joined by and", "A black and white dog and a cat", "A black and white dog|a cat");
        row("of joins", "a group of people in front of a crowd of the fans", "a group of people|a crowd of the fans");
        row("pronouns", "She throws it to each other", "She|it|each other");
        row("possessive", "the boy 's red hat", "the boy 's red hat");
        row("numbers", "two other dogs and three men", "two other dogs|three men");
        row("punctuation at words", "A dog, a cat, and \"birds\" sleep.", "A dog,|a cat,|\"birds\"");
        row("commas with spaces", "A dog , a cat .", "A dog|a cat");
        row("function words only", "there is of and with .", "");
        row("nothing", "", "");
        row("spaces only", "  \t ", "");
        row("determiners only", "the a an", "");
        row("of at the end", "a lot of", "a lot");
        row("and at the end", "a red and", "a red");
        row("another script", "Собака БЕЖИТ .", "Собака БЕЖИТ");
        row("punctuation only", ". , '' ( )", "");
    }
    void sentences() {
        QFETCH(QByteArray, sentence);
        QFETCH(QByteArray, phrases);
        QCOMPARE(phrasesOf(sentence.toStdString()), phrases);
    }
};

QTEST_GUILESS_MAIN(TestNounPhrases)
#include "test_noun_phrases.moc"
