// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/figure_table.h"
#include "ui/controls/help/figure_help.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>

#include <utility>

using namespace legenda::ui;

class TestFigureTable : public QObject {
    Q_OBJECT

    static std::vector<FigureRow> rows(int figures) {
        FigureRow row;
        row.name = "1";
        row.cells.assign(static_cast<std::size_t>(figures), QStringLiteral("12.3"));
        return {row, row};
    }

 private Q_SLOTS:
    // A table on the screen relays out its columns while they are inserted: it must not read what is not there yet.
    void aVisibleTableTakesOtherColumns_data() {
        QTest::addColumn<bool>("compact");
        QTest::newRow("compact") << true;
        QTest::newRow("wide") << false;
    }
    void aVisibleTableTakesOtherColumns() {
        QFETCH(bool, compact);
        FigureTable table;
        table.setCompact(compact);
        table.resize(260, 120);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        for (const int figures : {3, 8, 1, 12, 2}) {
            FigureColumns group;
            for (int i = 0; i < figures; ++i) group.names.push_back(QStringLiteral("R@%1").arg(i));
            table.setTable({group}, rows(figures));
            QCoreApplication::processEvents();
            QCOMPARE(table.model()->columnCount(), figures + 1);
            for (int column = 1; column <= figures; ++column) QVERIFY(table.columnWidth(column) >= 48);
        }
        QVERIFY(table.asText().contains("R@1"));
    }

    // A long note under a name is read whole: it takes more lines where it has no room in one.
    void aLongNoteGetsMoreLines() {
        auto given = rows(8);
        given[0].note = QStringLiteral("Flickr8K test, with its own regions; not comparable with 10 images");
        given[1].note = QStringLiteral("seed 1");
        FigureColumns group;
        for (int i = 0; i < 8; ++i) group.names.push_back(QStringLiteral("R@%1").arg(i));
        FigureTable table;
        table.resize(700, 300);
        table.show();
        table.setTable({group}, given);
        QCoreApplication::processEvents();
        const int count = table.model()->rowCount(), first = count - 2, second = count - 1;
        QVERIFY(table.rowHeight(first) > table.rowHeight(second));
        const int high = table.heightForRows();
        table.resize(1600, 300);
        QCoreApplication::processEvents();
        QVERIFY(table.columnWidth(0) > 300);
        QVERIFY(table.heightForRows() <= high);
        given[0].note = given[1].note;
        table.setTable({group}, given);
        QCOMPARE(table.rowHeight(first), table.rowHeight(second));
    }

    // Intervals take a second line before the last columns are cut.
    void intervalsFitANarrowTable() {
        auto given = rows(8);
        given[1].below.assign(8, QStringLiteral("[18.2, 22.1]"));
        FigureColumns group;
        for (int i = 0; i < 8; ++i) group.names.push_back(QStringLiteral("R@%1").arg(i));
        FigureTable table;
        table.resize(640, 300);
        table.show();
        table.setTable({group}, given);
        QCoreApplication::processEvents();
        QCOMPARE(table.horizontalScrollBar()->maximum(), 0);
        const int last = table.model()->rowCount() - 1, high = table.rowHeight(last);
        table.resize(1600, 300);
        QCoreApplication::processEvents();
        QVERIFY(table.rowHeight(last) < high);
    }

    // As wide as Evaluate's table in a window of 1280 pixels: the margins become smaller before intervals are broken.
    void theLongestIntervalsFitInOneLine() {
        auto given = rows(8);
        given[1].below.assign(8, QStringLiteral("[100.0, 100.0]"));
        given[1].below[3] = given[1].below[7] = QStringLiteral("[1.0, 1.0]");
        FigureColumns group;
        for (int i = 0; i < 8; ++i) group.names.push_back(QStringLiteral("R@%1").arg(i));
        const QFontMetrics small(theme::font(theme::Type::Small));
        FigureTable table;
        table.show();
        table.setTable({group}, given);
        const int interval = small.horizontalAdvance(QStringLiteral("[000.0, 000.0]"));
        table.resize(130 + 8 * (interval + 14), 300);
        QCoreApplication::processEvents();
        QCOMPARE(table.horizontalScrollBar()->maximum(), 0);
        const int last = table.model()->rowCount() - 1, high = table.rowHeight(last);
        table.resize(2000, 300);
        QCoreApplication::processEvents();
        QCOMPARE(table.rowHeight(last), high);
    }

    // A figure and its head say what they are; a cell without a figure says nothing.
    void figuresSayWhatTheyAre() {
        auto given = rows(2);
        given[1].cells = {QStringLiteral("12.3"), QString()};
        FigureColumns group;
        group.names = {QStringLiteral("R@1"), QStringLiteral("CIDEr"), QStringLiteral("x")};
        group.figures = {QStringLiteral("r1"), QStringLiteral("CIDEr")};
        FigureTable table;
        table.setTable({group}, given);
        const auto tip = [&](int row, int column) {
            return table.model()->index(row, column).data(Qt::ToolTipRole).toString();
        };
        const int last = table.model()->rowCount() - 1, heads = last - 2;
        QCOMPARE(tip(heads, 1), figureHelp("r1"));
        QCOMPARE(tip(heads, 2), figureHelp("CIDEr"));
        QVERIFY(tip(heads, 3).isEmpty());
        QCOMPARE(tip(last - 1, 2), figureHelp("CIDEr"));
        QCOMPARE(tip(last, 1), figureHelp("r1"));
        QVERIFY(tip(last, 2).isEmpty());
    }

    // A figure of an evaluation is chosen by a click and by Enter, on its row's name and its title as well; an empty
    // cell is not.
    void figuresAreChosen() {
        auto given = rows(2);
        given[1].keys = {{QStringLiteral("model"), QStringLiteral("BLEU1")}, {{}, QStringLiteral("r1")}};
        given[1].cells[1].clear();
        given[1].below = {QStringLiteral("[1.0, 2.0]"), {}};
        FigureTable table;
        table.setChoosable();
        table.resize(600, 300);
        table.show();
        table.setTable({{{}, {QStringLiteral("BLEU-1"), QStringLiteral("R@1")}}}, given);
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QSignalSpy chosen(&table, &FigureTable::figureChosen);
        const int last = table.model()->rowCount() - 1;
        const auto click = [&](int row, int column) {
            QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                              table.visualRect(table.model()->index(row, column)).center());
        };
        for (const auto& [row, column] : {std::pair(last, 2), std::pair(last - 1, 1)}) click(row, column);
        QCOMPARE(chosen.count(), 0);
        click(last, 1);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toInt(), 1);
        QCOMPARE(chosen[0][1].toInt(), 0);
        QTest::keyClick(&table, Qt::Key_Return);
        QCOMPARE(chosen.count(), 2);
        // The name stands for the first figure beside it, the title for the first one below.
        for (const auto& [row, column] : {std::pair(last, 0), std::pair(last - 2, 1)}) {
            chosen.clear();
            click(row, column);
            QCOMPARE(chosen.count(), 1);
            QCOMPARE(chosen[0][0].toInt(), 1);
            QCOMPARE(chosen[0][1].toInt(), 0);
        }
        QVERIFY(table.model()->index(last, 1).data(Qt::AccessibleTextRole).toString().startsWith("12.3 [1.0, 2.0], "));
        QVERIFY(table.asText().contains("12.3 [1.0, 2.0]"));
        QVERIFY(table.rowHeight(last) > table.rowHeight(last - 1));
    }

    void anEmptyTableIsFine() {
        FigureTable table;
        table.show();
        table.setTable({}, {});
        QCOMPARE(table.model()->columnCount(), 1);
    }

    // The size of text can change while the table is shown.
    void largerTextGetsHigherRows() {
        theme::apply(*qApp, theme::Appearance::Dark);
        const auto usual = qScopeGuard([] { theme::setFontPercent(*qApp, 100); });
        FigureColumns group;
        group.names = {QStringLiteral("CIDEr"), QStringLiteral("METEOR")};
        FigureTable table;
        table.resize(600, 300);
        table.show();
        table.setTable({group}, rows(2));
        const int last = table.model()->rowCount() - 1, before = table.rowHeight(last), head = table.rowHeight(1);
        theme::setFontPercent(*qApp, 150);
        QTRY_VERIFY(table.rowHeight(last) > before);
        QVERIFY(table.rowHeight(1) > head);
    }
};

QTEST_MAIN(TestFigureTable)
#include "test_figure_table.moc"
