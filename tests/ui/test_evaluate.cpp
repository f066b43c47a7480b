// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/pages/evaluate_page.h"
#include "ui/pages/evaluate_tables.h"

#include <QAbstractButton>
#include <QClipboard>
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
        QCOMPARE(ours->note, QStringLiteral("dev · setting a · 01234567 · seed 1"));
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
        QCOMPARE(rowOf(table, "People")->cells.at(0), QStringLiteral("64.7"));
        const auto* absent = rowOf(table, "Nearest neighbour");
        QVERIFY(absent && absent->kind == FigureRow::Kind::Absent);
        QVERIFY(absent->absent.contains(QStringLiteral("the split train has no features")));
    }

    void runsOnATrainedModel() {
        test::UiProject project(12, 96);
        jobs::TrainRequest request;
        request.project = project.project;
        request.kind = "caption";
        request.set = {{"epochs", "1"}, {"hidden", "16"}, {"wordVectors", "16"}, {"batch", "10"}};
        request.threads = 1;
        test::must(jobs::runTraining(request, test::sessionConfig().resources, {}));
        test::PageWindow<EvaluatePage> window(project.project);
        EvaluatePage& page = window.page();
        auto* captions = page.findChild<QAbstractButton*>(QStringLiteral("captions"));
        QTest::mouseClick(captions, Qt::LeftButton);
        QVERIFY(captions->isChecked());
        auto* run = page.findChild<QPushButton*>(QStringLiteral("runEvaluation"));
        QVERIFY(run->isEnabled());
        QTest::mouseClick(run, Qt::LeftButton);
        QVERIFY(!run->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(page.resultCount(), 1, 60000);
        QVERIFY(run->isEnabled());
        QVERIFY(page.table()->rows().at(0).note.startsWith(QStringLiteral("dev · setting c · ")));
        window.shot(QStringLiteral("evaluate-run"));
    }

    void resultsAreKeptAndCopied() {
        test::UiProject project;
        test::PageWindow<EvaluatePage> window(project.project);
        EvaluatePage& page = window.page();
        window.shot(QStringLiteral("evaluate-empty"));
        page.addResult(QStringLiteral("captions"), QStringLiteral("dev"), QStringLiteral("a model"),
                       {{"split", "dev"}, {"model", captionFigures(0.5, 0.4)}});
        page.addResult(QStringLiteral("regions"), QStringLiteral("dev"), QStringLiteral("another model"),
                       {{"split", "dev"},
                        {"model", captionFigures(0.3, 0.5)},
                        {"absent", {{"human", "no box of the split has two distinct texts"}}}});
        QCOMPARE(page.resultCount(), 2);
        QTest::keyClick(&page, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY(text.startsWith(QStringLiteral("Region captions on dev\n")));
        QVERIFY(text.contains(QStringLiteral("not available: no box of the split has two distinct texts")));
        window.shot(QStringLiteral("evaluate-regions"));
        const json side{{"r1", 20.04}, {"r5", 45.0}, {"r10", 60.5}, {"median_rank", 6.0}};
        page.addResult(QStringLiteral("retrieval"), QStringLiteral("dev"), QStringLiteral("Flickr8K train · setting a"),
                       {{"split", "dev"},
                        {"setting", "a"},
                        {"model", "0123456789abcdef"},
                        {"seed", 1},
                        {"images", 1000},
                        {"sentences", 5000},
                        {"image_annotation", side},
                        {"image_search", side}});
        window.shot(QStringLiteral("evaluate-retrieval"));
    }
};

QTEST_MAIN(TestEvaluate)
#include "test_evaluate.moc"
