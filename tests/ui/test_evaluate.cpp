// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/evaluation_result.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/toast.h"
#include "ui/evaluate/evaluate_page.h"
#include "ui/evaluate/evaluate_tables.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>

using namespace legenda;
using namespace legenda::ui;
using nlohmann::json;

namespace {

json captionFigures(double bleu1, double cider) {
    return {{"items", 1000},  {"BLEU1", bleu1},  {"BLEU2", 0.4},   {"BLEU3", 0.25},       {"BLEU4", 0.16},
            {"METEOR", 0.17}, {"ROUGE_L", 0.45}, {"CIDEr", cider}, {"length_ratio", 0.98}};
}

const FigureRow* rowOf(const EvaluationTable& table, const char* name) {
    for (const auto& row : table.rows)
        if (row.name == QLatin1String(name)) return &row;
    return nullptr;
}

}  // namespace

class TestEvaluate : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void retrievalStandsBesideThePaper() {
        const json side{{"r1", 20.04}, {"r5", 45.0}, {"r10", 60.5}, {"median_rank", 6.0}};
        const json result{{"split", "dev"}, {"setting", "a"},    {"model", "0123456789abcdef"}, {"seed", 1},
                          {"images", 1000}, {"sentences", 5000}, {"image_annotation", side},    {"image_search", side}};
        const auto table = evaluationTable(QStringLiteral("retrieval"), result);
        QCOMPARE(table.columns.size(), std::size_t(2));
        const auto* ours = rowOf(table, "Legenda");
        QVERIFY(ours && ours->kind == FigureRow::Kind::Ours);
        QCOMPARE(ours->note, QStringLiteral("dev · 01234567 · captions · seed 1"));
        QCOMPARE(ours->cells,
                 (std::vector<QString>{QStringLiteral("20.0"), QStringLiteral("45.0"), QStringLiteral("60.5"),
                                       QStringLiteral("6.0"), QStringLiteral("20.0"), QStringLiteral("45.0"),
                                       QStringLiteral("60.5"), QStringLiteral("6.0")}));
        const auto* paper = rowOf(table, "The paper, BRNN");
        QVERIFY(paper && paper->note.contains(QStringLiteral("Flickr8K test")));
        QCOMPARE(paper->cells.at(0), QStringLiteral("16.5"));
    }

    void captionsTellWhatIsAbsentAndWhy() {
        const json result{{"split", "test"},
                          {"checkpoint", "feedbeef00"},
                          {"setting", "a"},
                          {"seed", 3},
                          {"model", captionFigures(0.579, 0.66)},
                          {"human", captionFigures(0.647, 0.83)},
                          {"absent", {{"nearest_neighbour", "the split train has no features"}}}};
        const auto table = evaluationTable(QStringLiteral("captions"), result);
        QCOMPARE(rowOf(table, "Legenda")->cells.at(0), QStringLiteral("57.9"));
        QCOMPARE(rowOf(table, "Legenda")->cells.at(6), QStringLiteral("66.0"));
        QCOMPARE(rowOf(table, "Human captions")->cells.at(0), QStringLiteral("64.7"));
        const auto* absent = rowOf(table, "Nearest neighbour");
        QVERIFY(absent && absent->kind == FigureRow::Kind::Absent);
        QVERIFY(absent->absent.contains(QStringLiteral("the split train has no features")));
    }

    // Another system's figures never stand under our name.
    void figuresBearTheNameOfTheirSystem_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("shown");
        QTest::newRow("predictions") << "from"
                                     << "dev · predictions";
        QTest::newRow("program") << "program"
                                 << "dev · parrot";
    }
    void figuresBearTheNameOfTheirSystem() {
        QFETCH(QString, key);
        QFETCH(QString, shown);
        json result{{"split", "dev"},
                    {"checkpoint", "feedbeef00"},
                    {"name", nullptr},
                    {key.toStdString(), "parrot"},
                    {"model", captionFigures(0.579, 0.66)},
                    {"model_4ref", captionFigures(0.5, 0.6)}};
        if (key == QStringLiteral("program")) result["name"] = "parrot";
        const auto table = evaluationTable(QStringLiteral("captions"), result);
        QVERIFY(!rowOf(table, "Legenda") && rowOf(table, "parrot"));
        QVERIFY(rowOf(table, "parrot, four references"));
        QVERIFY2(rowOf(table, "parrot")->note.startsWith(shown), qPrintable(rowOf(table, "parrot")->note));
    }

    // Each column of each table says what it is and what is good.
    void everyColumnIsExplained() {
        for (const char* task : {"retrieval", "grounding", "captions", "regions"}) {
            const auto table = evaluationTable(QLatin1String(task), {{"split", "dev"}});
            QVERIFY(!table.columns.empty());
            for (const auto& group : table.columns) {
                QCOMPARE(group.figures.size(), group.names.size());
                for (const auto& figure : group.figures) QVERIFY2(!figureHelp(figure).isEmpty(), qPrintable(figure));
            }
        }
    }

    void runsOnATrainedModel() {
        test::UiProject project(12, 96);
        runs::TrainRequest request;
        request.project = project.project;
        request.kind = "caption";
        request.set = {{"epochs", "1"}, {"hidden", "16"}, {"wordVectors", "16"}, {"batch", "10"}};
        request.threads = 1;
        test::must(runs::runTraining(request, test::sessionConfig().resources, {}));
        test::PageWindow<EvaluatePage> window(project.project);
        EvaluatePage& page = window.page();
        auto* captions = page.findChild<QAbstractButton*>(QStringLiteral("captions"));
        QTest::mouseClick(captions, Qt::LeftButton);
        QVERIFY(captions->isChecked());
        auto* run = page.findChild<QPushButton*>(QStringLiteral("runEvaluation"));
        QVERIFY(run->isEnabled());
        QTest::mouseClick(run, Qt::LeftButton);
        QVERIFY(!run->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(page.list()->count(), 1, 60000);
        QVERIFY(run->isEnabled());
        QVERIFY(
            page.table()->rows().at(0).note.startsWith(QStringLiteral("dev · better · captions + boxes + phrases · ")));
        // Two dev images: the warning stands over the table and in what is copied of it.
        auto* warning = page.findChild<QLabel*>(QStringLiteral("warning"));
        QVERIFY(warning->isVisible());
        QCOMPARE(warning->text(), QStringLiteral("2 items: not comparable with published figures"));
        QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("evaluate.copy")), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains(warning->text()));
        window.shot(QStringLiteral("evaluate-run"));
        const QString row = page.list()->item(0)->data(Qt::AccessibleTextRole).toString();
        QVERIFY(row.startsWith(QStringLiteral("Full-image captions, dev")));
        QVERIFY(row.endsWith(page.list()->currentResult()->model.c_str()));

        // A window opened later shows the same, and what is removed there stays removed until it is taken back.
        {
            test::PageWindow<EvaluatePage> later(project.project);
            QTRY_COMPARE(later.page().list()->count(), 1);
            QCOMPARE(later.page().list()->item(0)->data(Qt::AccessibleTextRole).toString(), row);
            QCOMPARE(later.page().table()->asText(), page.table()->asText());
            QTest::keyClick(later.page().list(), Qt::Key_Delete);
            QTRY_COMPARE(later.page().list()->count(), 0);
            QVERIFY(test::must(project.open().evaluations()).empty());
            auto* undo = later.window().findChild<Toast*>()->findChild<QPushButton*>();
            QTest::mouseClick(undo, Qt::LeftButton);
            QTRY_COMPARE(later.page().list()->count(), 1);
            QCOMPARE(test::must(project.open().evaluations()).size(), std::size_t(1));
        }
    }

    void fewItemsDoNotStandBesidePublishedFigures_data() {
        QTest::addColumn<QString>("task");
        QTest::addColumn<int>("items");
        QTest::addColumn<QString>("warning");
        const QString tail = QStringLiteral(": not comparable with published figures");
        QTest::newRow("retrieval") << "retrieval" << 54 << QStringLiteral("54 images") + tail;
        QTest::newRow("grounding") << "grounding" << 99 << QStringLiteral("99 phrases") + tail;
        QTest::newRow("captions") << "captions" << 3 << QStringLiteral("3 items") + tail;
        QTest::newRow("regions") << "regions" << 12 << QStringLiteral("12 items") + tail;
        QTest::newRow("enough") << "retrieval" << 100 << QString();
    }
    void fewItemsDoNotStandBesidePublishedFigures() {
        QFETCH(QString, task);
        QFETCH(int, items);
        QFETCH(QString, warning);
        json model = captionFigures(0.5, 0.4);
        model["items"] = items;
        const json result{{"split", "dev"}, {"images", items}, {"phrases", items}, {"model", model}};
        const auto table = evaluationTable(task, result);
        QCOMPARE(table.warning, warning);
        for (const auto& row : table.rows)
            if (row.kind == FigureRow::Kind::Published)
                QCOMPARE(row.note.contains(QStringLiteral("not comparable with ")), !warning.isEmpty());
    }

    void resultsAreKeptAndCopied() {
        test::UiProject project;
        test::PageWindow<EvaluatePage> window(project.project);
        EvaluatePage& page = window.page();
        window.shot(QStringLiteral("evaluate-empty"));
        page.list()->add(
            test::resultOf("captions", "a model", {{"split", "dev"}, {"model", captionFigures(0.5, 0.4)}}));
        page.list()->add(test::resultOf("regions", "another model",
                                        {{"split", "dev"},
                                         {"model", captionFigures(0.3, 0.5)},
                                         {"absent", {{"human", "no box of the split has two distinct texts"}}}}));
        QCOMPARE(page.list()->count(), 2);
        QTest::keyClick(&page, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY(text.startsWith(QStringLiteral("Region captions on dev\n")));
        QVERIFY(text.contains(QStringLiteral("not available: no box of the split has two distinct texts")));
        window.shot(QStringLiteral("evaluate-regions"));
        const json side{{"r1", 20.04}, {"r5", 45.0}, {"r10", 60.5}, {"median_rank", 6.0}};
        page.list()->add(test::resultOf("retrieval", "paper · captions",
                                        {{"split", "dev"},
                                         {"setting", "a"},
                                         {"model", "0123456789abcdef"},
                                         {"seed", 1},
                                         {"images", 1000},
                                         {"sentences", 5000},
                                         {"image_annotation", side},
                                         {"image_search", side}}));
        window.shot(QStringLiteral("evaluate-retrieval"));
    }
};

QTEST_MAIN(TestEvaluate)
#include "test_evaluate.moc"
