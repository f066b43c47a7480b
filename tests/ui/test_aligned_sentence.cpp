// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/region_numbers.h"
#include "ui/charts/score_matrix.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace legenda;
using namespace legenda::ui;

class TestAlignedSentence : public QObject {
    Q_OBJECT

    // Five words, three regions: region 2 wins "a black dog", region 1 "in snow"; "the" is not known.
    static model::Alignment sample() {
        model::Alignment a;
        a.image = "dog.jpg";
        a.tokens = {"a", "black", "dog", "zzz", "snow"};
        a.known = {true, true, true, false, true};
        a.regions.resize(3);
        a.scores = base::Matrix(5, 3);
        for (std::size_t t = 0; t < 3; ++t) a.scores(t, 2) = 2.0F + static_cast<float>(t);
        a.scores(4, 1) = 3.0F;
        a.spread = 1;
        a.betaFar = 8;
        model::decodeSegments(a, 0.1);
        return a;
    }

 private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Appearance::Dark); }

    void aWordThatIsReadAsAnotherSaysSo() {
        auto alignment = sample();
        AlignedSentence plain, read;
        plain.resize(900, 100);
        read.resize(900, 100);
        plain.setAlignment(alignment, regionNumbers(alignment));
        alignment.readAs = {"", "", "", "", "ice"};
        read.setAlignment(alignment, regionNumbers(alignment));
        QVERIFY(read.wordRect(4).width() > plain.wordRect(4).width() + 20);  // "(read as ice)"
        QCOMPARE(read.wordRect(2), plain.wordRect(2));
        QVERIFY(read.paintedItem(4).description.contains(QStringLiteral("read as “ice”")));
        QVERIFY(read.paintedItem(3).description.contains(QStringLiteral("not among the words")));
    }

    // The number of words that the model knows is said where it is known.
    void unknownWordsAreDottedAndSaySo() {
        auto alignment = sample();
        alignment.vocabulary = 2538;
        alignment.readAs = {"", "", "", "", "ice"};
        AlignedSentence strip;
        strip.resize(900, 100);
        strip.setAlignment(alignment, regionNumbers(alignment));
        strip.show();
        const QString known = QLocale().toString(2538);
        QCOMPARE(strip.paintedItem(3).description,
                 QStringLiteral("“zzz” is not among the %1 words that this model knows").arg(known));
        QVERIFY(strip.paintedItem(4).description.startsWith(
            QStringLiteral("“snow” is not among the %1 words that this model knows; read as “ice”: region")
                .arg(known)));
        const QImage drawn = strip.grab().toImage();
        const auto marked = [&](int word) {
            const QRect place = strip.wordRect(word).toRect();
            for (int x = place.left(); x < place.left() + 12; ++x)
                if (drawn.pixel(x, place.top() + 29) != drawn.pixel(2, place.top() + 29)) return true;
            return false;
        };
        QVERIFY(!marked(2) && marked(3) && marked(4));
    }

    // The words that are not shown stay readable, without line, number and light.
    void onlyShownWordsHaveALine() {
        const auto alignment = sample();
        AlignedSentence strip;
        strip.resize(900, 100);
        strip.setAlignment(alignment, regionNumbers(alignment), {false, true, true, true, true});
        strip.show();
        const auto line = strip.line();
        QVERIFY(line.words[0].segment < 0 && line.words[1].segment >= 0);
        QCOMPARE(line.words[0].region, line.words[1].region);
        QVERIFY(strip.paintedItem(0).description.contains(QStringLiteral("Grey")));
        QVERIFY(!strip.paintedItem(1).description.contains(QStringLiteral("Grey")));
        strip.setLit(2, 1);
        QTRY_COMPARE(strip.opacityOf(0), 0.35);
        QCOMPARE(strip.opacityOf(2), 1.0);
    }

    void aWordThatTheClassifierSeesSaysSo() {
        auto alignment = sample();
        AlignedSentence plain, seen;
        plain.resize(900, 100);
        seen.resize(900, 100);
        plain.setAlignment(alignment, regionNumbers(alignment));
        model::takeClassifierScores(alignment, {{3, {0, 5, 0}}});
        seen.setAlignment(alignment, regionNumbers(alignment));
        QVERIFY(seen.wordRect(3).width() > plain.wordRect(3).width() + 20);  // "(classifier)"
        QCOMPARE(seen.wordRect(2), plain.wordRect(2));
        QVERIFY(seen.paintedItem(3).description.contains(QStringLiteral("the image classifier is sure of it")));
        QVERIFY(!seen.paintedItem(2).description.contains(QStringLiteral("classifier")));
    }

    void numbersFollowTheSentence() {
        const auto numbers = regionNumbers(sample());
        QCOMPARE(numbers.size(), std::size_t(3));
        QCOMPARE(numbers[2], 0);  // wins the first word
        QCOMPARE(numbers[1], 1);
        QCOMPARE(numbers[0], 2);
    }

    void hoverLightsTheRunAndDimsTheRest() {
        const auto alignment = sample();
        AlignedSentence strip;
        strip.resize(900, 100);
        strip.setAlignment(alignment, regionNumbers(alignment));
        strip.show();
        QCOMPARE(strip.words(), 5);
        QSignalSpy hovered(&strip, &AlignedSentence::wordHovered);
        QTest::mouseMove(&strip, strip.wordRect(1).center().toPoint());
        QCOMPARE(hovered.last()[0].toInt(), 1);
        strip.setLit(2, 1);
        QTRY_COMPARE(strip.opacityOf(4), 0.35);
        QCOMPARE(strip.opacityOf(0), 1.0);
        QCOMPARE(strip.opacityOf(1), 1.0);
        strip.setLit(-1, -1);
        QTRY_COMPARE(strip.opacityOf(4), 1.0);
    }

    void arrowsWalkTheWords() {
        const auto alignment = sample();
        AlignedSentence strip;
        strip.resize(900, 100);
        strip.setAlignment(alignment, regionNumbers(alignment));
        strip.show();
        QSignalSpy current(&strip, &AlignedSentence::currentWordChanged);
        QTest::keyClick(&strip, Qt::Key_Right);
        QTest::keyClick(&strip, Qt::Key_Right);
        QCOMPARE(strip.currentWord(), 1);
        QTest::keyClick(&strip, Qt::Key_End);
        QCOMPARE(strip.currentWord(), 4);
        QTest::keyClick(&strip, Qt::Key_Right);
        QCOMPARE(strip.currentWord(), 4);
        QTest::keyClick(&strip, Qt::Key_Escape);
        QCOMPARE(strip.currentWord(), -1);
        QCOMPARE(current.count(), 4);
    }

    void wrapsInNarrowWindows() {
        const auto alignment = sample();
        AlignedSentence strip;
        strip.setAlignment(alignment, regionNumbers(alignment));
        QVERIFY(strip.heightForWidth(160) > strip.heightForWidth(900));
        strip.resize(160, strip.heightForWidth(160));
        strip.show();
        for (int i = 0; i < strip.words(); ++i) QVERIFY(QRectF(strip.rect()).contains(strip.wordRect(i)));
    }

    void matrixNamesWordAndRegion() {
        const auto alignment = sample();
        ScoreMatrix matrix;
        matrix.resize(600, 160);
        matrix.setAlignment(alignment, regionNumbers(alignment));
        matrix.show();
        QSignalSpy hovered(&matrix, &ScoreMatrix::cellHovered), pinned(&matrix, &ScoreMatrix::cellPinned);
        QTest::mouseMove(&matrix, matrix.cellRect(4, 1).center().toPoint());
        QCOMPARE(hovered.last()[0].toInt(), 4);
        QCOMPARE(hovered.last()[1].toInt(), 1);
        QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cellRect(2, 2).center().toPoint());
        QCOMPARE(pinned.last()[0].toInt(), 2);
        QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cellRect(2, 2).center().toPoint());
        QCOMPARE(pinned.last()[0].toInt(), -1);
    }
};

QTEST_MAIN(TestAlignedSentence)
#include "test_aligned_sentence.moc"
