// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_annotate.h"

#include <QAction>

using namespace legenda;
using namespace legenda::ui;

// Several boxes at a time, boxes below one another, and boxes without a mouse.
class TestAnnotateSeveral : public test::AnnotateCase {
    Q_OBJECT

    AnnotateSelection* selection() { return w().page().selection(); }

 private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void selectedByClickBandAndKey() {
        const auto ids = w().make({{10, 10, 30, 20}, {60, 10, 30, 20}, {60, 70, 30, 20}});
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, w().at(25, 20));
        QCOMPARE(selection()->all(), QStringList(ids[0]));
        QTest::mouseClick(canvas(), Qt::LeftButton, Qt::ControlModifier, w().at(75, 80));
        QCOMPARE(selection()->all(), QStringList({ids[0], ids[2]}));
        QTest::mouseClick(canvas(), Qt::LeftButton, Qt::ShiftModifier, w().at(25, 20));
        QCOMPARE(selection()->all(), QStringList(ids[2]));
        w().drag(w().at(5, 5), w().at(95, 35));
        QCOMPARE(selection()->all(), QStringList({ids[0], ids[1]}));
        w().drag(w().at(55, 65), w().at(95, 95), Qt::ShiftModifier);
        QCOMPARE(selection()->all(), ids);
        QTest::keyClick(canvas(), Qt::Key_Escape);
        QVERIFY(selection()->empty());
        QTest::keyClick(canvas(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(selection()->all(), ids);
        QTest::mouseClick(w().page().cards().at(1), Qt::LeftButton, Qt::ControlModifier, QPoint(20, 20));
        QCOMPARE(selection()->all(), QStringList({ids[0], ids[2]}));
        QCOMPARE(std::ranges::count(canvas()->overlays(), true, &Overlay::selected), 2);
        w().window().shot(QStringLiteral("annotate-several"));
    }

    void movedAsOneEdit() {
        const auto ids = w().make({{10, 10, 30, 20}, {60, 10, 30, 20}, {60, 70, 30, 20}});
        QTest::keyClick(canvas(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(canvas(), Qt::Key_Right, Qt::ShiftModifier);
        QTRY_COMPARE(w().savedBox(ids[2]).x(), 70.0);
        QCOMPARE(w().savedBox(ids[0]).x(), 20.0);
        QTRY_VERIFY(w().isSaved());
        // A drag of one takes the others along, and all stop where the first meets the frame (160 x 120).
        w().drag(w().at(85, 20), w().at(85, 120));
        QTRY_COMPARE(w().savedBox(ids[2]).bottom(), 120.0);
        QCOMPARE(w().savedBox(ids[0]).y(), 40.0);
        QCOMPARE(w().savedBox(ids[1]).y(), 40.0);
        QTRY_VERIFY(w().isSaved());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(w().savedBox(ids[0]).y(), 10.0);
        QCOMPARE(w().savedBox(ids[2]).y(), 70.0);
        QTRY_VERIFY(w().isSaved());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(w().savedBox(ids[0]).x(), 10.0);
        QCOMPARE(w().savedBox(ids[1]).x(), 60.0);
        QCOMPARE(w().savedBox(ids[2]).x(), 60.0);
    }

    void deletedAndTakenBackAsOneEdit() {
        w().make({{10, 10, 30, 20}, {60, 10, 30, 20}, {60, 70, 30, 20}}, QStringLiteral("a square"));
        w().drag(w().at(5, 5), w().at(95, 35));
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTRY_COMPARE(w().saved().size(), std::size_t(1));
        QTRY_VERIFY(w().said(QStringLiteral("2 boxes deleted")));
        QTest::mouseClick(w().toast()->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_COMPARE(w().saved().size(), std::size_t(3));
        for (const auto& region : w().saved()) QCOMPARE(region.snippets.size(), std::size_t(1));
    }

    void duplicatedAndCopiedToTheNextImage() {
        const auto image = w().page().image();
        w().make({{10, 10, 30, 20}, {60, 10, 30, 20}}, QStringLiteral("a square"));
        QTest::keyClick(canvas(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(canvas(), Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(w().saved().size(), std::size_t(4));
        QCOMPARE(selection()->all().size(), 2);
        QTRY_VERIFY(w().isSaved());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(w().saved().size(), std::size_t(2));
        QTRY_COMPARE(w().page().cards().size(), std::size_t(2));  // the page hears of it a moment later
        QTest::keyClick(canvas(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(canvas(), Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(canvas(), Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(w().saved().size(), std::size_t(4));
        for (const auto& region : w().saved()) QCOMPARE(region.snippets.size(), std::size_t(1));
        // And by one key on to the next image, where they lie as they do here.
        QTRY_VERIFY(w().isSaved());
        w().drag(w().at(5, 5), w().at(95, 31));
        QCOMPARE(selection()->all().size(), 2);
        QTest::keyClick(canvas(), Qt::Key_B, Qt::ControlModifier);
        QTRY_VERIFY(w().page().image() != image);
        QTRY_COMPARE(w().saved().size(), std::size_t(2));
        QCOMPARE(toQt(w().saved()[0].box), QRectF(10, 10, 30, 20));
        QCOMPARE(w().saved()[1].snippets.at(0).text, std::string("a square"));
        QTRY_VERIFY(w().isSaved());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(w().saved().size(), std::size_t(0));
    }

    void aSecondClickMeansTheBoxBelow() {
        const auto ids = w().make({{20, 20, 100, 80}, {40, 40, 30, 20}, {30, 30, 60, 50}});
        const QPoint place = w().at(55, 50);
        for (const int wanted : {1, 2, 0, 1}) {
            QTest::mouseClick(canvas(), Qt::LeftButton, {}, place);
            QCOMPARE(w().page().selected(), ids[wanted]);
        }
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, w().at(110, 90));
        QCOMPARE(w().page().selected(), ids[0]);
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, place);  // another place: from the top again
        QCOMPARE(w().page().selected(), ids[1]);
    }

    void lockedAndHidden() {
        const auto ids = w().make({{10, 10, 30, 20}, {60, 10, 30, 20}});
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, w().at(25, 20));
        QTest::keyClick(canvas(), Qt::Key_L);
        QVERIFY(selection()->locked(ids[0]));
        QTest::keyClick(canvas(), Qt::Key_Right);
        w().drag(w().at(25, 20), w().at(45, 40));
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, w().at(25, 20));
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTest::qWait(50);
        QCOMPARE(w().savedBox(ids[0]), QRectF(10, 10, 30, 20));
        QVERIFY(w().said(QStringLiteral("locked")));
        // Of several the others move.
        QTest::keyClick(canvas(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(canvas(), Qt::Key_Down);
        QTRY_COMPARE(w().savedBox(ids[1]), QRectF(60, 11, 30, 20));
        QCOMPARE(w().savedBox(ids[0]), QRectF(10, 10, 30, 20));
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, w().at(75, 20));
        QTest::keyClick(canvas(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(selection()->hidden(ids[1]));
        QCOMPARE(canvas()->overlays().size(), std::size_t(1));
        QCOMPARE(w().page().cards().size(), std::size_t(2));
        QTest::mouseClick(w().page().cards().at(1)->findChild<QWidget*>(QStringLiteral("hide")), Qt::LeftButton);
        QCOMPARE(canvas()->overlays().size(), std::size_t(2));
        // A lock is still there after the program has ended.
        QTest::qWait(400);
        w().close();
        QVERIFY(w().open());
        QVERIFY(selection()->locked(ids[0]));
        QVERIFY(!selection()->hidden(ids[1]));
    }

    void withoutAMouse() {
        QTest::keyClick(canvas(), Qt::Key_R);
        QTest::keyClick(canvas(), Qt::Key_Return);
        QTRY_COMPARE(w().page().cards().size(), std::size_t(1));
        QVERIFY(w().field()->hasFocus());
        QTest::keyClicks(w().field(), QStringLiteral("a square"));
        QTest::keyClick(w().field(), Qt::Key_Return);
        QVERIFY(canvas()->hasFocus());
        QTRY_VERIFY(w().isSaved());
        const QString id = w().page().selected();
        const QRectF drawn = w().savedBox(id);
        QVERIFY(QRectF(0, 0, 160, 120).contains(drawn) && drawn.contains(QPointF(80, 60)));
        QTest::keyClick(canvas(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(canvas(), Qt::Key_Up);
        QTest::keyClick(canvas(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClick(canvas(), Qt::Key_Down, Qt::ControlModifier);
        const QRectF wanted = drawn.translated(-10, -1).adjusted(0, 0, 10, 1);
        QTRY_COMPARE(w().savedBox(id), wanted);
    }

    void zoomedToTheBox() {
        const auto ids = w().make({{10, 10, 30, 20}, {100, 60, 50, 50}});
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QTest::keyClick(canvas(), Qt::Key_Tab);
        QCOMPARE(w().page().selected(), ids[1]);
        QTest::keyClick(canvas(), Qt::Key_Z);
        const QRectF box = canvas()->toWidget(QRectF(100, 60, 50, 50));
        QVERIFY(QLineF(box.center(), QRectF(canvas()->rect()).center()).length() < 2);
        QVERIFY(box.height() > 0.5 * canvas()->height() && box.height() < 0.9 * canvas()->height());
    }
};

QTEST_MAIN(TestAnnotateSeveral)
#include "test_annotate_several.moc"
