// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/results/evaluation_record.h"
#include "tests/support/accessible_tree.h"
#include "tests/support/evaluation_result.h"
#include "tests/support/ui_browse.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/evidence/browse_evidence.h"
#include "ui/browse/evidence/ranked_list.h"
#include "ui/charts/figure_table.h"
#include "ui/controls/actions.h"
#include "ui/evaluate/evaluate_page.h"
#include "ui/evaluate/items/figure_histogram.h"
#include "ui/evaluate/items/items_model.h"
#include "ui/evaluate/items/items_panel.h"
#include "ui/evaluate/items/items_table.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>
#include <numeric>

using namespace legenda;
using namespace legenda::ui;

// The items behind a figure: three clicks from it to the worst pictures.
class TestEvaluateItems : public QObject {
    Q_OBJECT

    static void clickCell(QTableView* table, int row, int column) {
        const auto index = table->model()->index(row, column);
        table->scrollTo(index);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
    }
    // The first figure of the model, below the two rows of heads.
    static void clickFirstFigure(EvaluatePage& page) { clickCell(page.table(), 2, 1); }
    static EvaluatePage& evaluatePage(test::BrowseWindow& window) {
        window.window().showPage(QStringLiteral("evaluate"));
        return *static_cast<EvaluatePage*>(window.window().page(QStringLiteral("evaluate")));
    }
    static ItemsPanel& panelOf(EvaluatePage& page) { return *page.findChild<ItemsPanel*>(); }

    static bool anyNameHolds(QAccessibleInterface* item, const QString& words) {
        if (!item || item->state().invisible) return false;
        if (item->text(QAccessible::Name).contains(words)) return true;
        for (int i = 0; i < item->childCount(); ++i)
            if (anyNameHolds(item->child(i), words)) return true;
        return false;
    }
    static QString problemsOf(QWidget* shown) { return test::AccessibleTree(shown).problems().join(QLatin1Char('\n')); }
    static double valueAt(const ItemsModel* model, int row) {
        return model->item(row).figures.at(static_cast<std::size_t>(model->columnOf(model->query().sortBy) - 1));
    }
    static bool descends(const ItemsModel* model) {
        for (int row = 1; row < model->rowCount(); ++row)
            if (valueAt(model, row) > valueAt(model, row - 1)) return false;
        return true;
    }

    // A kept result of captions of which the item i has the CIDEr i / count, times `scale`.
    static std::int64_t keepCaptions(const test::UiProject& project, int count, double scale, const char* name) {
        evaluation::EvaluateOptions options;
        options.task = "captions";
        options.project = project.project;
        evaluation::ItemList list{"model", {"BLEU1", "CIDEr"}, {}};
        for (int i = 0; i < count; ++i) {
            auto& item = list.items.emplace_back();
            item.image = "square" + std::to_string(i % 8) + ".png";
            item.id = std::to_string(i);
            item.figures = {0.5, scale * i / count};
            item.prediction = name + std::string(" says ") + std::to_string(i);
            item.references = {"reference " + std::to_string(i), "another one"};
        }
        const evaluation::EvaluationResult result{
            {{"split", "dev"}, {"model", {{"items", count}, {"BLEU1", 0.5}, {"CIDEr", scale / 2}}}}, {list}, {}};
        return test::must(evaluation::keepResult(options, name, result)).id;
    }

 private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void fromAFigureToThePictures() {
        test::UiProject project;
        {
            test::BrowseWindow window(QString::fromStdString(project.project.string()));
            window.window().activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&window.window()));
            EvaluatePage& page = evaluatePage(window);
            QTest::mouseClick(page.findChild<QAbstractButton*>(QStringLiteral("retrieval")), Qt::LeftButton);
            QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("runEvaluation")), Qt::LeftButton);
            QTRY_COMPARE_WITH_TIMEOUT(page.list()->count(), 1, 120000);
            ItemsPanel& panel = panelOf(page);
            QVERIFY(!panel.isVisible());
            clickFirstFigure(page);
            QTRY_VERIFY(panel.isVisible() && panel.settled() && panel.model()->rowCount() == 2);
            for (const char* name : {"square6.png", "square7.png"})
                QVERIFY2(anyNameHolds(QAccessible::queryAccessibleInterface(&panel), QLatin1String(name)), name);
            QCOMPARE(panel.model()->query().section, std::string("image_annotation"));
            QVERIFY(descends(panel.model()));  // of ranks the high ones are bad
            QCOMPARE(problemsOf(&panel), QString());
            window.shot(QStringLiteral("evaluate-items"));

            // The other direction: each sentence looks for its image.
            auto* sections = panel.findChild<QComboBox*>(QStringLiteral("itemSections"));
            QVERIFY(sections->isVisible());
            sections->setFocus();
            QTest::keyClick(sections, Qt::Key_Down);
            QTRY_COMPARE(panel.model()->rowCount(), 10);
            QVERIFY(descends(panel.model()));
            auto* words = panel.findChild<QLineEdit*>(QStringLiteral("itemWords"));
            QTest::keyClicks(words, QStringLiteral("The square is"));
            QTRY_COMPARE(panel.model()->rowCount(), 2);
            QCOMPARE(panel.findChild<QLabel*>(QStringLiteral("itemCount"))->text(), QStringLiteral("2 of 10 items"));
            words->clear();
            QTRY_COMPARE(panel.model()->rowCount(), 10);
            auto* histogram = panel.histogram();
            QTRY_VERIFY(histogram->paintedItemCount() > 0);
            const auto counts = histogram->histogram().counts;
            QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::size_t(0)), std::size_t(10));
            QTest::mouseClick(histogram, Qt::LeftButton, {}, histogram->paintedItem(0).rect.center().toPoint());
            QTRY_VERIFY(panel.settled());
            QCOMPARE(panel.model()->rowCount(), static_cast<int>(counts.front()));
            histogram->pressPaintedItem(0);
            QTRY_COMPARE(panel.model()->rowCount(), 10);

            walksThroughTheItems(window, page);
        }
        // A window opened later has the same result with its items.
        test::BrowseWindow later(QString::fromStdString(project.project.string()));
        EvaluatePage& page = evaluatePage(later);
        QTRY_COMPARE(page.list()->count(), 1);
        clickFirstFigure(page);
        QTRY_COMPARE(panelOf(page).model()->rowCount(), 2);
    }

    void itemsComeAPageAtATime() {
        test::UiProject project;
        keepCaptions(project, 250, 1, "many");
        test::PageWindow<EvaluatePage> window(project.project);
        QTRY_COMPARE(window.page().list()->count(), 1);
        // CIDEr, the seventh of the columns; behind it the name.
        clickCell(window.page().table(), 2, 7);
        ItemsPanel& panel = panelOf(window.page());
        auto* model = panel.model();
        QTRY_COMPARE(model->rowCount(), ItemsModel::kPage);
        QCOMPARE(model->total(), std::size_t(250));
        QCOMPARE(model->figures().front(), std::string("CIDEr"));
        QCOMPARE(valueAt(model, 0), 0.0);
        QCOMPARE(model->item(1).prediction, std::string("many says 1"));
        panel.table()->scrollToBottom();
        QTRY_VERIFY(model->rowCount() > ItemsModel::kPage);
        QCOMPARE(model->item(150).id, std::string("150"));

        // A click on the head of a figure turns the order round.
        QHeaderView* heads = panel.table()->horizontalHeader();
        const QPoint head(heads->sectionViewportPosition(1) + 10, heads->height() / 2);
        QTest::mouseClick(heads->viewport(), Qt::LeftButton, {}, head);
        QTRY_COMPARE(valueAt(model, 0), 249.0 / 250);
        QVERIFY(descends(model));
        QTest::keyClick(panel.table(), Qt::Key_Escape);
        QVERIFY(!panel.isVisible());
    }

    void twoResultsDifferItemByItem() {
        test::UiProject project;
        const auto first = keepCaptions(project, 120, 1, "first"), second = keepCaptions(project, 120, 3, "second");
        test::PageWindow<EvaluatePage> window(project.project);
        QTRY_COMPARE(window.page().list()->count(), 2);
        ItemsPanel& panel = panelOf(window.page());
        panel.showItems({first, QStringLiteral("first"), second, QStringLiteral("second"), QStringLiteral("model"),
                         QStringLiteral("CIDEr")});
        auto* model = panel.model();
        QTRY_COMPARE(model->rowCount(), ItemsModel::kPage);
        QCOMPARE(model->query().sortBy, std::string(evaluation::kDifference));
        // Where the first is furthest behind.
        QCOMPARE(model->item(0).prediction, std::string("first says 119"));
        QVERIFY(model->other(0));
        QCOMPARE(model->other(0)->prediction, std::string("second says 119"));
        QCOMPARE(model->data(model->index(0, 3), Qt::DisplayRole).toString(), QStringLiteral("−198.3"));
        QTRY_VERIFY(panel.histogram()->paintedItemCount() > 0);
        QVERIFY(panel.histogram()->histogram().low < -1.9);
    }

    // Misses and hits have two bars, which say what they are; differences of them three.
    void hitsAndMissesHaveBarsOfTheirOwn() {
        FigureHistogram histogram;
        const auto text = [](double value) { return QString::number(value, 'f', 0); };
        evaluation::Histogram twenty{0, 1, std::vector<std::size_t>(20, 0), 0};
        twenty.counts.front() = 3;
        twenty.counts.back() = 1200;
        histogram.setHistogram(twenty, text, true);
        QCOMPARE(histogram.histogram().counts, (std::vector<std::size_t>{3, 1200}));
        QCOMPARE(histogram.low(1), 0.5);
        QVERIFY(histogram.paintedItem(0).name.startsWith(QStringLiteral("0: 3 ")));
        twenty.low = -1;
        twenty.counts[10] = 7;
        histogram.setHistogram(twenty, text, true);
        QCOMPARE(histogram.histogram().counts, (std::vector<std::size_t>{3, 7, 1200}));
        // So has a value that all items share.
        evaluation::Histogram same{5, 5, {10, 0, 0}, 0};
        histogram.setHistogram(same, text);
        QCOMPARE(histogram.paintedItemCount(), 1);
        QVERIFY(histogram.paintedItem(0).name.startsWith(QStringLiteral("5: 10 ")));
        histogram.clear();
        QCOMPARE(histogram.paintedItemCount(), 0);
    }

    void whatIsNotKeptIsSaid() {
        test::UiProject project;
        test::PageWindow<EvaluatePage> window(project.project);
        EvaluatePage& page = window.page();
        page.list()->add(
            test::resultOf("captions", "a model", {{"split", "dev"}, {"model", {{"items", 2}, {"BLEU1", 0.5}}}}));
        clickFirstFigure(page);
        ItemsPanel& panel = panelOf(page);
        QVERIFY(panel.isVisible());
        QVERIFY(!panel.table()->isVisible());
        {
            auto store = test::must(store::ProjectStore::open(project.project));
            test::must(store.addEvaluation({0, "captions", "dev", "old", "{\"model\":{\"BLEU1\":0.5}}", {}}));
        }
        test::PageWindow<EvaluatePage> later(project.project);
        QTRY_COMPARE(later.page().list()->count(), 1);
        clickFirstFigure(later.page());
        ItemsPanel& old = panelOf(later.page());
        QVERIFY(old.isVisible());
        QTRY_VERIFY(old.settled());
        QVERIFY(!old.table()->isVisible());
    }

    void browseDrawsPredictedAndTrueBox() {
        test::UiProject project;
        test::BrowseWindow window(QString::fromStdString(project.project.string()));
        BrowsePage& browse = window.page();
        auto* evidence = browse.findChild<BrowseEvidence*>();
        QVERIFY(evidence && !evidence->isVisible());
        int steps = 0;
        ShownItem item;
        item.image = project.images[2];
        item.title = QStringLiteral("IoU 0.21");
        item.lines = {{QStringLiteral("Phrase"), QStringLiteral("a square")},
                      {QStringLiteral("Ranked first"), QStringLiteral("square4.png"), project.images[4]}};
        item.boxes = {{QRectF(10, 10, 40, 40), true, QStringLiteral("true box")},
                      {QRectF(60, 10, 40, 40), false, QStringLiteral("predicted box")}};
        item.place = 0;
        item.total = 3;
        item.step = [&](int by) { steps += by; };
        browse.showItem(item);
        QTRY_VERIFY(browse.currentImage() == project.images[2] && evidence->isVisible());
        const auto own = [&] {
            const auto& shown = browse.canvas()->overlays();
            return std::ranges::count_if(
                shown, [](const auto& overlay) { return overlay.id.layer == OverlayId::Layer::Evaluated; });
        };
        QTRY_COMPARE(own(), 2);
        QCOMPARE(browse.canvas()->overlays().size(), std::size_t(2));
        const auto& boxes = browse.canvas()->overlays();
        QVERIFY(boxes[0].dashed && !boxes[1].dashed && boxes[0].colour != boxes[1].colour);
        QCOMPARE(problemsOf(evidence), QString());
        window.shot(QStringLiteral("browse-evidence"));

        QVERIFY(!actionOf(&browse, "browse.previousItem")->isEnabled());
        actionOf(&browse, "browse.nextItem")->trigger();
        QCOMPARE(steps, 1);
        // The image that it names keeps the words, without the boxes; another one has neither.
        for (auto* button : evidence->findChildren<QPushButton*>())
            if (button->accessibleName().contains(QStringLiteral("square4.png")))
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(browse.currentImage(), project.images[4]);
        QVERIFY(evidence->isVisible());
        QTRY_COMPARE(own(), 0);
        actionOf(&browse, "browse.next")->trigger();
        QTRY_COMPARE(browse.currentImage(), project.images[5]);
        QVERIFY(!evidence->isVisible());
        actionOf(&browse, "browse.previous")->trigger();
        QTRY_VERIFY(evidence->isVisible());
        evidence->dismiss();
        QVERIFY(!evidence->isVisible() && !actionOf(&browse, "browse.nextItem")->isEnabled());
    }

    void aSentenceOfTheRankedListIsAligned() {
        test::UiProject project;
        test::BrowseWindow window(QString::fromStdString(project.project.string()));
        BrowsePage& browse = window.page();
        auto& state = *browse.findChild<BrowseState*>();
        auto* evidence = browse.findChild<BrowseEvidence*>();
        const QString own = QString::fromStdString(
            test::must(test::must(store::ProjectStore::open(project.project)).captions(project.images[2])).at(0).text);
        ShownItem item;
        item.image = project.images[2];
        item.title = QStringLiteral("Rank 2");
        item.rankings.push_back({QStringLiteral("Sentences, the best first"),
                                 false,
                                 {{QStringLiteral("a small blue square"), 0, 2.5, false}, {own, 0, 1.25, true}}});
        item.total = 1;
        browse.showItem(item);
        QTRY_VERIFY(browse.currentImage() == project.images[2] && evidence->isVisible() && state.ready());
        auto* list = evidence->findChild<RankedList*>(QStringLiteral("rankedList"));
        QVERIFY(list->isVisible() && list->model()->rowCount() == 2);
        QVERIFY(!evidence->findChild<RankedList*>(QStringLiteral("otherRankedList"))->isVisible());
        QCOMPARE(problemsOf(evidence), QString());
        list->setFocus();
        list->setCurrentIndex(list->model()->index(0, 0));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(state.sentence().text, QStringLiteral("a small blue square"));
        QVERIFY(state.sentence().typed());
        // From another image it is shown with the item's own again; one of the image's own is that.
        actionOf(&browse, "browse.next")->trigger();
        QTRY_COMPARE(browse.currentImage(), project.images[3]);
        QVERIFY(!evidence->isVisible());
        actionOf(&browse, "browse.previous")->trigger();
        QTRY_COMPARE(state.sentence().text, QStringLiteral("a small blue square"));
        QVERIFY(evidence->isVisible());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
        QCOMPARE(state.sentence().text, own);
        QCOMPARE(state.sentence().ofImage, 0);
        QTest::keyClick(list, Qt::Key_Escape);
        QVERIFY(!evidence->isVisible());
    }

 private:
    // To the other photograph of the list and back; the query is read with either.
    void walksThroughTheRankedList(BrowsePage& browse, BrowseEvidence* evidence) {
        const auto& state = *browse.findChild<BrowseState*>();
        QCOMPARE(evidence->item()->rankings.size(), std::size_t(1));
        const auto ranking = evidence->item()->rankings.front();
        QVERIFY(ranking.ofImages && ranking.entries.size() == 2);
        QVERIFY(ranking.entries[0].score >= ranking.entries[1].score);
        QVERIFY(ranking.entries[0].right != ranking.entries[1].right);
        const QString query = evidence->item()->sentence;
        QVERIFY(!query.isEmpty());
        QTRY_COMPARE(state.sentence().text, query);
        auto* list = evidence->findChild<RankedList*>(QStringLiteral("rankedList"));
        QVERIFY(list->isVisible());
        const int right = ranking.entries[0].right ? 0 : 1;
        list->setFocus();
        list->setCurrentIndex(list->model()->index(1 - right, 0));
        QTest::keyClick(list, Qt::Key_Return);
        const auto other = ranking.entries[static_cast<std::size_t>(1 - right)].image;
        QVERIFY(other != 0 && other != evidence->item()->image);
        QTRY_COMPARE(browse.currentImage(), other);
        QTRY_COMPARE(state.sentence().text, query);
        QVERIFY(evidence->isVisible());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(list->model()->index(right, 0)).center());
        QTRY_COMPARE(browse.currentImage(), evidence->item()->image);
        QTRY_COMPARE(state.sentence().text, query);
        QVERIFY(state.sentence().ofImage >= 0 && evidence->isVisible());
    }
    // Worst first, from one to the next in Browse, and back to the list.
    void walksThroughTheItems(test::BrowseWindow& window, EvaluatePage& page) {
        ItemsPanel& panel = panelOf(page);
        BrowsePage& browse = window.page();
        auto* evidence = browse.findChild<BrowseEvidence*>();
        const auto shows = [&](int row) {
            const auto image = panel.model()->imageOf(panel.model()->item(row).image);
            return image != 0 && window.window().currentPage() == &browse && evidence->isVisible() &&
                   evidence->item()->place == row && browse.currentImage() == image;
        };
        clickCell(panel.table(), 0, 0);
        QTRY_VERIFY(shows(0));
        QCOMPARE(evidence->item()->total, 10);
        // The query, the ranked list, and the other direction.
        QVERIFY(evidence->item()->lines.size() > 1);
        walksThroughTheRankedList(browse, evidence);
        const auto texts = evidence->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(texts, [&](const QLabel* label) {
            return label->text() == QString::fromStdString(panel.model()->item(0).references.front());
        }));
        actionOf(&browse, "browse.nextItem")->trigger();
        QTRY_VERIFY(shows(1));
        actionOf(&browse, "browse.previousItem")->trigger();
        QTRY_VERIFY(shows(0));
        window.shot(QStringLiteral("browse-evidence-retrieval"));
        QTest::mouseClick(evidence->findChild<QPushButton*>(QStringLiteral("backToEvaluate")), Qt::LeftButton);
        QCOMPARE(window.window().currentPage(), static_cast<Page*>(&page));
        QVERIFY(panel.isVisible());
        QCOMPARE(window.window().focusWidget(), static_cast<QWidget*>(panel.table()));
        QTest::keyClick(panel.table(), Qt::Key_Down);
        QTest::keyClick(panel.table(), Qt::Key_Return);
        QTRY_VERIFY(shows(1));
        evaluatePage(window);
        QTest::keyClick(panel.table(), Qt::Key_Escape);
        QVERIFY(!panel.isVisible());
    }
};

QTEST_MAIN(TestEvaluateItems)
#include "test_evaluate_items.moc"
