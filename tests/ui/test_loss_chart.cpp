// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/figure_table.h"
#include "ui/charts/loss_chart.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QRegularExpression>
#include <QtTest>

#include <cmath>

using namespace legenda::ui;

class TestLossChart : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Appearance::Dark); }

    void collectsPointsInOrder() {
        LossChart chart;
        chart.setRun(QStringLiteral("a"), QStringLiteral("Run a"), Qt::red);
        for (int step = 1; step <= 100; ++step)
            chart.appendLoss(QStringLiteral("a"), {double(step), step / 50.0, 5.0 / step});
        chart.appendLoss(QStringLiteral("a"), {50, 1, 3});   // older: ignored
        chart.appendLoss(QStringLiteral("b"), {101, 2, 1});  // no such run
        QCOMPARE(chart.pointCount(QStringLiteral("a")), 100);
        QVERIFY(chart.appendFigure(QStringLiteral("a"), QStringLiteral("dev.r1"), {50, 1, 12.5}));
        // A plateau: an equal value later is a point of its own; the same evaluation, reported again, is none.
        QVERIFY(chart.appendFigure(QStringLiteral("a"), QStringLiteral("dev.r1"), {60, 2, 12.5}));
        QVERIFY(!chart.appendFigure(QStringLiteral("a"), QStringLiteral("dev.r1"), {60, 2, 12.5}));
        QCOMPARE(chart.figureCount(QStringLiteral("a")), 2);
        QCOMPARE(chart.figure(), QStringLiteral("dev.r1"));
        chart.removeRun(QStringLiteral("a"));
        QVERIFY(!chart.hasRun(QStringLiteral("a")));
    }

    // Axes with numbers but no line would look like a figure.
    void saysThatThereAreNoFiguresYet() {
        LossChart chart;
        chart.resize(640, 480);
        chart.show();
        chart.setRun(QStringLiteral("a"), QStringLiteral("Run a"), Qt::red);
        auto* none = chart.findChild<QLabel*>(QStringLiteral("noFigures"));
        QTRY_VERIFY(none->isVisible());
        chart.appendLoss(QStringLiteral("a"), {1, 0.1, 5.0});
        QTRY_VERIFY(!none->isVisible());
    }

    void takesAFigureThatTheRunHas() {
        LossChart chart;
        const QString align = QStringLiteral("align"), caption = QStringLiteral("caption");
        chart.setRun(align, align, Qt::red);
        chart.setFigures(align, {{QStringLiteral("dev.median_rank"), {{10, 1, 4.0}}},
                                 {QStringLiteral("dev.rsum"), {{10, 1, 200.0}}}});
        chart.showFigureOf(align, QStringLiteral("dev.rsum"));
        QCOMPARE(chart.figure(), QStringLiteral("dev.rsum"));
        chart.setRun(caption, caption, Qt::blue);
        chart.setFigures(caption, {{QStringLiteral("dev.cider"), {{10, 1, 0.4}}}});
        chart.showFigureOf(caption, QStringLiteral("dev.cider"));
        QCOMPARE(chart.figure(), QStringLiteral("dev.cider"));
        QCOMPARE(chart.figureCount(caption), 1);
        QCOMPARE(chart.figureCount(align), 0);
        // What no run in the chart has is not offered.
        chart.removeRun(caption);
        QCOMPARE(chart.findChild<QComboBox*>(QStringLiteral("figure"))->count(), 2);
        QVERIFY(chart.figureCount(align) == 1);
        // A figure chosen by the user holds for every run that has it.
        auto* box = chart.findChild<QComboBox*>(QStringLiteral("figure"));
        box->setCurrentIndex(box->findData(QStringLiteral("dev.median_rank")));
        Q_EMIT box->activated(box->currentIndex());
        chart.showFigureOf(align, QStringLiteral("dev.rsum"));
        QCOMPARE(chart.figure(), QStringLiteral("dev.median_rank"));
    }

    void whatWasMeasuredAtEachStepIsOfferedBelow() {
        LossChart chart;
        const QString run = QStringLiteral("a");
        chart.setRun(run, run, Qt::red);
        chart.setFigures(run, {{QStringLiteral("dev.rsum"), {{10, 1, 200.0}}}});
        chart.setSeries(run, {{QStringLiteral("step.learningRate"), {{1, 0, 0.1}, {2, 0, 0.2}, {3, 0, 0.3}}}});
        auto* box = chart.findChild<QComboBox*>(QStringLiteral("figure"));
        QCOMPARE(box->count(), 2);
        box->setCurrentIndex(box->findData(QStringLiteral("step.learningRate")));
        Q_EMIT box->activated(box->currentIndex());
        QCOMPARE(chart.figureCount(run), 3);
        chart.showFigureOf(run, QStringLiteral("dev.rsum"));  // what the user chose stays
        QCOMPARE(chart.figure(), QStringLiteral("step.learningRate"));
    }

    // Twenty points are not hidden behind their mean: near the end it is near them.
    void aShortCurveIsSeenThroughItsMean() {
        LossChart chart;
        chart.resize(700, 480);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        std::vector<LossPoint> points;
        for (int step = 1; step <= 20; ++step) points.push_back({double(step), step / 10.0, step <= 10 ? 10.0 : 1.0});
        chart.setRun(QStringLiteral("a"), QStringLiteral("Run a"), Qt::blue);
        chart.setCurve(QStringLiteral("a"), points);
        chart.setSmoothing(0.99);
        auto* values = chart.findChild<QLabel*>(QStringLiteral("values"));
        QWidget* plot = values->parentWidget();
        QTest::qWait(150);
        QTest::mouseMove(plot, QPoint(plot->width() - 24, plot->height() / 4));
        QTRY_VERIFY(values->isVisible());
        const auto mean = QRegularExpression(QStringLiteral("1\\.0000 \\(mean ([0-9.]+)\\)")).match(values->text());
        QVERIFY2(mean.hasMatch(), qPrintable(values->text()));
        QVERIFY2(mean.captured(1).toDouble() < 2, qPrintable(mean.captured(1)));
    }

    void showsValuesUnderTheCursor() {
        LossChart chart;
        chart.resize(700, 480);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        std::vector<LossPoint> points;
        for (int step = 1; step <= 400; ++step)
            points.push_back({double(step), step / 100.0, 2 + std::exp(-step / 80.0)});
        for (const char* id : {"a", "b"}) {
            chart.setRun(QLatin1String(id), QStringLiteral("Run %1").arg(QLatin1String(id)), Qt::blue);
            chart.setCurve(QLatin1String(id), points);
        }
        chart.setFigures(QStringLiteral("a"), {{QStringLiteral("dev.r1"), {{100, 1, 10.0}, {200, 2, 20.0}}}});
        chart.setLogarithmic(true);
        auto* values = chart.findChild<QLabel*>(QStringLiteral("values"));
        QWidget* plot = values->parentWidget();
        QTest::qWait(150);
        QTest::mouseMove(plot, QPoint(plot->width() / 2, plot->height() / 4));
        QTRY_VERIFY(values->isVisible());
        QVERIFY(values->text().contains(QStringLiteral("Run a")));
        QVERIFY(values->text().contains(QStringLiteral("Run b")));
        QVERIFY(values->text().contains(QStringLiteral("20.0 %")));
    }

    void tableGoesOutAsText() {
        FigureTable table;
        table.setTable(
            {{QStringLiteral("Search"), {QStringLiteral("R@1"), QStringLiteral("R@5")}}},
            {{FigureRow::Kind::Ours,
              QStringLiteral("Ours, \"new\""),
              {},
              {QStringLiteral("20.1"), QStringLiteral("40.0")},
              {}},
             {FigureRow::Kind::Absent, QStringLiteral("People"), {}, {}, QStringLiteral("one sentence an image")}});
        QCOMPARE(table.asText(),
                 QStringLiteral("             Search R@1  Search R@5\nOurs, \"new\"        20.1        40.0\n"
                                "People       one sentence an image\n"));
    }
};

QTEST_MAIN(TestLossChart)
#include "test_loss_chart.moc"
