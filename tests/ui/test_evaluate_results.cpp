// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/kept_evaluation.h"
#include "tests/support/evaluation_result.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/charts/figure_table.h"
#include "ui/controls/actions.h"
#include "ui/evaluate/comparison_table.h"
#include "ui/evaluate/evaluate_page.h"
#include "ui/evaluate/evaluate_tables.h"
#include "ui/evaluate/items/items_panel.h"
#include "ui/evaluate/items/items_table.h"
#include "ui/evaluate/result_files.h"
#include "ui/evaluate/results_list.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStandardItemModel>
#include <QToolButton>

using namespace legenda;
using namespace legenda::ui;
using nlohmann::json;

// Prediction sets of a project are scored in the window, and results stand beside each other.
class TestEvaluateResults : public QObject {
    Q_OBJECT

    std::unique_ptr<test::UiProject> project_;

    // Captions of all images: the sentence with this number, or always the same one.
    void addSet(const std::string& name, std::optional<std::size_t> sentence, const std::string& text = {}) {
        auto store = test::must(store::ProjectStore::open(project_->project));
        store::PredictionSetRecord wanted;
        wanted.name = name;
        wanted.format = "coco-captions";
        wanted.file = "captions.json";
        wanted.sha256 = "0123456789abcdef";
        const auto set = test::must(store.predictions().begin(wanted));
        std::vector<store::PredictionItem> items;
        for (const auto id : project_->images) {
            auto& item = items.emplace_back();
            item.image = id;
            item.text = sentence ? test::must(store.captions(id)).at(*sentence).text : text;
        }
        test::must(store.predictions().add(set, items));
        test::must(store.predictions().finish(set));
    }

    evaluation::EvaluateOptions ofSet(const char* name, const char* split = "train") const {
        evaluation::EvaluateOptions options;
        options.task = "captions";
        options.project = project_->project;
        options.split = split;
        options.from = name;
        options.threads = 1;
        return options;
    }
    // As the command line does it.
    std::int64_t keep(const char* name, const char* split = "train") const {
        return test::must(evaluation::runAndKeep(ofSet(name, split), {}, test::sessionConfig().resources, {}))
            .record.id;
    }

    static QComboBox* combo(QWidget& page, const char* name) {
        for (auto* each : page.findChildren<QComboBox*>())
            if (each->accessibleName() == QLatin1String(name)) return each;
        return nullptr;
    }
    static void choose(EvaluatePage& page, const QString& subject) {
        QTest::mouseClick(page.findChild<QAbstractButton*>(QStringLiteral("captions")), Qt::LeftButton);
        auto* splits = combo(page, "Split");
        splits->setCurrentIndex(splits->findData(QStringLiteral("train")));
        auto* models = combo(page, "Model");
        QTRY_VERIFY(models->findText(subject) >= 0);
        models->setCurrentIndex(models->findText(subject));
    }
    static const FigureRow* rowOf(EvaluatePage& page, FigureRow::Kind kind) {
        for (const auto& row : page.table()->rows())
            if (row.kind == kind) return &row;
        return nullptr;
    }

 private Q_SLOTS:
    void init() {
        project_ = std::make_unique<test::UiProject>(12, 48);
        addSet("good", 0);
        addSet("as good", 1);
        addSet("poor", {}, "a bird sings");
    }

    void aSetIsScoredAsByTheJob() {
        test::PageWindow<EvaluatePage> window(project_->project);
        auto& page = window.page();
        choose(page, QStringLiteral("poor · predictions"));
        QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("runEvaluation")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(page.list()->count(), 1, 60000);
        const auto expected = test::must(evaluation::runEvaluation(ofSet("poor"), test::sessionConfig().resources, {}));
        QVERIFY(page.list()->currentResult());
        QVERIFY(page.list()->currentResult()->figures["model"] == expected["model"]);
        QCOMPARE(page.list()->currentResult()->model, std::string("poor"));
        // Each figure with its interval, and the label with what it hangs on.
        const auto* own = rowOf(page, FigureRow::Kind::Ours);
        QVERIFY(own && own->name == QStringLiteral("poor"));
        const auto& interval = expected["model"]["ci95"]["BLEU1"];
        QCOMPARE(own->below.at(0), QStringLiteral("[%1, %2]")
                                       .arg(figureCell(QStringLiteral("BLEU1"), interval[0].get<double>()),
                                            figureCell(QStringLiteral("BLEU1"), interval[1].get<double>())));
        const auto label = page.findChild<QLabel*>(QStringLiteral("label"))->text();
        for (const char* part : {"split train", "tokenizer ptb", "METEOR exact", "references"})
            QVERIFY2(label.contains(QLatin1String(part)), qPrintable(label));
        // Kept in the project: the details of the row are there as soon as it is listed again.
        QVERIFY(page.currentResultId() > 0);
        QTRY_VERIFY(page.list()->currentResult()->hasItems());
        const auto data = QString::fromStdString(page.list()->currentResult()->data);
        QVERIFY(!data.isEmpty() && page.list()->item(0)->toolTip().contains(data.left(12)));
        QVERIFY(page.list()->item(0)->toolTip().contains(QStringLiteral("0123456789ab")));
    }

    // A name out of a project never becomes a command.
    void aSetIsNoCommand() {
        addSet("exec:touch x", 0);
        test::PageWindow<EvaluatePage> window(project_->project);
        auto& page = window.page();
        choose(page, QStringLiteral("exec:touch x · predictions"));
        auto* models = combo(page, "Model");
        auto* items = qobject_cast<QStandardItemModel*>(models->model());
        QVERIFY(!items->item(models->currentIndex())->isEnabled());
        QVERIFY(!page.findChild<QPushButton*>(QStringLiteral("runEvaluation"))->isEnabled());
        page.run();
        QTest::qWait(200);
        QCOMPARE(page.list()->count(), 0);
        models->setCurrentIndex(models->findText(QStringLiteral("good · predictions")));
        QVERIFY(page.findChild<QPushButton*>(QStringLiteral("runEvaluation"))->isEnabled());
    }

    // A set that another program brings can be chosen, and a result of the command line appears; what is shown stays.
    void othersAddSetsAndResults() {
        const auto first = keep("good");
        test::PageWindow<EvaluatePage> window(project_->project);
        auto& page = window.page();
        QTRY_COMPARE(page.list()->count(), 1);
        QCOMPARE(page.currentResultId(), first);
        keep("poor");
        QTRY_COMPARE_WITH_TIMEOUT(page.list()->count(), 2, 20000);
        QCOMPARE(page.currentResultId(), first);
        QVERIFY(page.list()->item(1)->isSelected() && !page.list()->item(0)->isSelected());
        addSet("new", 2);
        auto* models = combo(page, "Model");
        QTRY_VERIFY_WITH_TIMEOUT(models->findText(QStringLiteral("new · predictions")) >= 0, 20000);
    }

    void twoResultsSideBySide() {
        const auto good = keep("good"), alike = keep("as good"), poor = keep("poor"), dev = keep("good", "dev");
        test::PageWindow<EvaluatePage> window(project_->project);
        auto& page = window.page();
        QTRY_COMPARE(page.list()->count(), 4);
        auto* list = page.list();
        const auto click = [&](int row, Qt::KeyboardModifiers keys) {
            list->scrollToItem(list->item(row));
            QTest::mouseClick(list->viewport(), Qt::LeftButton, keys, list->visualItemRect(list->item(row)).center());
        };
        // Newest first: dev, poor, as good, good.
        click(3, Qt::NoModifier);
        QCOMPARE(page.currentResultId(), good);
        click(1, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(page.settled(), 20000);
        auto rows = page.table()->rows();
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(rows[0].name, QStringLiteral("good"));
        QCOMPARE(rows[1].name, QStringLiteral("poor"));
        QCOMPARE(page.resultIdOfRow(0), good);
        QCOMPARE(page.resultIdOfRow(1), poor);
        QCOMPARE(rows[2].kind, FigureRow::Kind::Difference);
        // Each figure, and the difference from the first: far beyond the noise.
        QVERIFY2(rows[2].cells.at(0).startsWith(QStringLiteral("−")), qPrintable(rows[2].cells.at(0)));
        QVERIFY(rows[2].below.at(0).startsWith(QStringLiteral("p ")) && !rows[2].weak.at(0));
        QVERIFY(!rows[2].below.at(0).contains(QLatin1Char('\n')));
        QVERIFY(rows[1].below.at(0).startsWith(QLatin1Char('[')));
        window.shot(QStringLiteral("evaluate-compared"));

        // Every format has both, and the difference.
        auto* menu = page.findChild<QToolButton*>(QStringLiteral("copyAs"))->menu();
        const auto copied = [&](const char* ending) {
            menu->findChild<QAction*>(QLatin1String(ending))->trigger();
            return QGuiApplication::clipboard()->text();
        };
        for (const char* ending : {"md", "tex", "csv"}) {
            const auto text = copied(ending);
            for (const char* part : {"good: model", "poor: model"})
                QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        }
        QVERIFY(copied("md").contains(QStringLiteral("against good")));
        const auto both = json::parse(copied("json").toStdString());
        QCOMPARE(both.size(), std::size_t(2));
        QCOMPARE(both[1]["figures"]["model"]["against"]["model"].get<std::string>(), std::string("good"));

        // One more, from its menu: alike within the noise, which a word says beside the colour.
        list->scrollToItem(list->item(2));
        const QPoint place = list->visualItemRect(list->item(2)).center();
        QTest::mouseClick(list->viewport(), Qt::RightButton, {}, place);
        QContextMenuEvent asked(QContextMenuEvent::Mouse, place, list->viewport()->mapToGlobal(place));
        QApplication::sendEvent(list->viewport(), &asked);
        auto* offered = list->findChild<QAction*>(QStringLiteral("compare"));
        QVERIFY(offered && offered->isEnabled());
        offered->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(page.settled() && page.table()->rows().size() == 5, 20000);
        rows = page.table()->rows();
        QCOMPARE(page.resultIdOfRow(3), alike);
        QVERIFY2(rows[4].below.at(0).contains(QStringLiteral("within noise")), qPrintable(rows[4].below.at(0)));
        QVERIFY(rows[4].weak.at(0));
        for (auto* each : list->findChildren<QMenu*>()) each->close();

        // Other photographs: it says why there is no difference.
        click(3, Qt::NoModifier);
        click(0, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(page.settled(), 20000);
        rows = page.table()->rows();
        QCOMPARE(page.resultIdOfRow(1), dev);
        QCOMPARE(rows.back().kind, FigureRow::Kind::Absent);
        QVERIFY(!rows.back().absent.isEmpty());
    }

    // Of a result that is not kept there are no items, and not those of the one beside it.
    void oneThatIsNotKeptBesideAnother() {
        const auto good = keep("good");
        test::PageWindow<EvaluatePage> window(project_->project);
        auto& page = window.page();
        auto* list = page.list();
        QTRY_COMPARE(list->count(), 1);
        list->add(test::resultOf("captions", "not kept", {{"split", "train"}, {"model", {{"BLEU1", 0.5}}}}));
        for (const auto& [row, keys] : {std::pair{1, Qt::KeyboardModifiers()}, {0, Qt::ControlModifier}})
            QTest::mouseClick(list->viewport(), Qt::LeftButton, keys, list->visualItemRect(list->item(row)).center());
        QTRY_VERIFY_WITH_TIMEOUT(page.settled(), 20000);
        QCOMPARE(page.table()->rows().at(1).name, QStringLiteral("not kept"));
        QCOMPARE(page.resultIdOfRow(0), good);
        QCOMPARE(page.resultIdOfRow(1), std::int64_t(0));
        Q_EMIT page.table()->figureChosen(1, 0);
        auto* items = page.findChild<ItemsPanel*>();
        QVERIFY(items->isVisible() && items->settled() && !items->table()->isVisible());
        QCOMPARE(items->of().name, QStringLiteral("not kept"));
    }

    void formatsOfOneResult() {
        const auto result = test::resultOf(
            "captions", "a model",
            {{"split", "dev"}, {"name", "a model"}, {"model", {{"BLEU1", 0.5}, {"ci95", {{"BLEU1", {0.4, 0.6}}}}}}});
        QVERIFY(writeResults({result}, ResultFormat::Markdown).find("| model | 0.500 \\[0.400, 0.600\\] |") !=
                std::string::npos);
        QVERIFY(writeResults({result}, ResultFormat::Latex).starts_with("\\begin{tabular}{lr}"));
        QVERIFY(writeResults({result}, ResultFormat::Csv).find("model,BLEU1,0.5,0.4,0.6") != std::string::npos);
        QVERIFY(json::parse(writeResults({result}, ResultFormat::Json)) == result.figures);
    }

    // In the format that the ending of the name says.
    void figuresAreSaved() {
        keep("good");
        test::PageWindow<EvaluatePage> window(project_->project);
        auto& page = window.page();
        QTRY_COMPARE(page.list()->count(), 1);
        actionOf(&page, "evaluate.save")->trigger();
        auto* dialog = window.window().findChild<QFileDialog*>();
        QVERIFY(dialog);
        const QString name = project_->folder.filePath(QStringLiteral("figures.csv"));
        Q_EMIT dialog->fileSelected(name);
        dialog->close();
        const auto written = [&] {
            QFile file(name);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QTRY_VERIFY(written().contains("BLEU1"));
        QVERIFY(written().startsWith("system,figure,"));
    }

    // Of another task there are no figures in the same columns.
    void anotherTaskSaysWhy() {
        const auto captions = test::resultOf("captions", "a model", {{"split", "dev"}, {"model", {{"BLEU1", 0.5}}}});
        const auto retrieval = test::resultOf("retrieval", "another", {{"split", "dev"}});
        const auto table =
            comparisonTable({{captions, false, {}}, {retrieval, false, QStringLiteral("not comparable")}});
        QCOMPARE(table.rows.size(), std::size_t(2));
        QCOMPARE(table.rows[1].kind, FigureRow::Kind::Absent);
        QCOMPARE(table.rows[1].absent, QStringLiteral("not comparable"));
    }
};

QTEST_MAIN(TestEvaluateResults)
#include "test_evaluate_results.moc"
