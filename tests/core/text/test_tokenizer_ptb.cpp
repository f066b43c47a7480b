// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include <QtTest>

using namespace legenda::text;

class TestTokenizerPtb : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void tokens_data() {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("expected");
        QTest::newRow("full stop") << "A dog runs ."
                                   << "a dog runs";
        QTest::newRow("glued full stop") << "A dog runs."
                                         << "a dog runs";
        QTest::newRow("comma, semicolon, colon") << "Red, green; blue: all"
                                                 << "red green blue all";
        QTest::newRow("hyphens stay") << "A t-shirt on a merry-go-round"
                                      << "a t-shirt on a merry-go-round";
        QTest::newRow("dashes go") << "one -- two - three --- four"
                                   << "one two three four";
        QTest::newRow("em dash") << "one—two"
                                 << "one two";
        QTest::newRow("possessive") << "The dog's ball"
                                    << "the dog 's ball";
        QTest::newRow("curly possessive") << "The dog’s ball"
                                          << "the dog 's ball";
        QTest::newRow("plural possessive") << "the boys' toys"
                                           << "the boys toys";
        QTest::newRow("negation") << "He didn't, can't and won't"
                                  << "he did n't ca n't and wo n't";
        QTest::newRow("split negation") << "he is n't there"
                                        << "he is n't there";
        QTest::newRow("clitics") << "I'm sure they'll say we've what he'd"
                                 << "i 'm sure they 'll say we 've what he 'd";
        QTest::newRow("contractions") << "Cannot, gonna, wanna"
                                      << "can not gon na wan na";
        QTest::newRow("double quotes") << "a \"free hug\" sign"
                                       << "a free hug sign";
        QTest::newRow("curly quotes") << "a “free hug” sign"
                                      << "a free hug sign";
        QTest::newRow("single quotes") << "a 'free hug' sign"
                                       << "a free hug sign";
        QTest::newRow("opening quote") << "the 'slide is red"
                                       << "the slide is red";
        QTest::newRow("whole words") << "rock 'n' roll at ten o'clock"
                                     << "rock 'n' roll at ten o'clock";
        QTest::newRow("brackets") << "two (tall) men"
                                  << "two -lrb- tall -rrb- men";
        QTest::newRow("square brackets") << "[left]"
                                         << "-lsb- left -rsb-";
        QTest::newRow("dots") << "waiting ... and waiting…"
                              << "waiting and waiting";
        QTest::newRow("marks") << "What? Yes!"
                               << "what yes";
        QTest::newRow("several marks stay") << "What?!"
                                            << "what ?!";
        QTest::newRow("numbers") << "1,000 dogs at 12:55 of 3.5 kilos"
                                 << "1,000 dogs at 12:55 of 3.5 kilos";
        QTest::newRow("digits and letters") << "a 4x4 from the 1950s, 3rd"
                                            << "a 4x4 from the 1950s 3rd";
        QTest::newRow("signs") << "20% of $7 & #3"
                               << "20 % of $ 7 & # 3";
        QTest::newRow("slash") << "and/or 1/2"
                               << "and/or 1/2";
        QTest::newRow("title") << "Mr. Smith and Dr. Jones"
                               << "mr. smith and dr. jones";
        QTest::newRow("acronym") << "the U.S. flag at 5 a.m."
                                 << "the u.s. flag at 5 a.m.";
        QTest::newRow("last letter") << "vitamin C."
                                     << "vitamin c";
        QTest::newRow("capitals joined") << "an AT&T sign"
                                         << "an at&t sign";
        QTest::newRow("address") << "a sign of example.com."
                                 << "a sign of example.com";
        QTest::newRow("accents") << "À la CAFÉ Éclair"
                                 << "à la café éclair";
        QTest::newRow("number before") << "no. 5 and no."
                                       << "no. 5 and no";
        QTest::newRow("equals") << "X=y"
                                << "x = y";
        QTest::newRow("white space") << "  a\tdog\n"
                                     << "a dog";
        QTest::newRow("nothing") << " . , "
                                 << "";
    }
    void tokens() {
        QFETCH(QString, sentence);
        QFETCH(QString, expected);
        QStringList found;
        for (const auto& token : tokenizePtb(sentence.toStdString())) found << QString::fromStdString(token);
        QCOMPARE(found.join(' '), expected);
    }
    void anyBytesEnd() {
        // Broken UTF-8 and control characters: it returns, with tokens that are not empty.
        for (int seed = 0; seed < 200; ++seed) {
            std::string bytes;
            unsigned state = 12345u + static_cast<unsigned>(seed);
            for (int i = 0; i < 60; ++i) bytes += static_cast<char>((state = state * 1103515245u + 12345u) >> 16);
            for (const auto& token : tokenizePtb(bytes)) QVERIFY(!token.empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestTokenizerPtb)
#include "test_tokenizer_ptb.moc"
