// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_table.h"
#include "core/evaluation/results/result_table.h"

#include <QtTest>

using namespace legenda;
using evaluation::joinTables;
using evaluation::resultTable;
using evaluation::TableFormat;
using evaluation::writeTable;
using nlohmann::json;

// Figures as a table for people and papers.
class TestResultTable : public QObject {
    Q_OBJECT

    // Of a caption model that is better than another in one figure and not in the other.
    static json captions() {
        return json::parse(R"({"split":"dev","name":"a_model","setting":"c","seed":3,"tokenizer":"ptb",
            "model":{"items":1000,"BLEU1":0.61234,"CIDEr":0.5,"METEOR_modules":["exact","stem"],"references":5,
                     "ci95":{"BLEU1":[0.6,0.625],"CIDEr":[0.47,0.53]},
                     "against":{"model":"b|model","images":1000,"figures":{"BLEU1":0.6,"CIDEr":0.4},
                                "difference":{"BLEU1":0.01234,"CIDEr":0.1},"p":{"BLEU1":0.31,"CIDEr":0.0001}}},
            "human":{"items":1000,"BLEU1":0.7,"CIDEr":0.8,"METEOR_modules":["exact","stem"],"references":4},
            "absent":{"nearest_neighbour":"no features"},"resampling":{"seed":1},"beam":7})");
    }

 private Q_SLOTS:
    void rowsAndColumns() {
        const auto table = resultTable(captions());
        QCOMPARE(table.columns, (std::vector<std::string>{"BLEU1", "CIDEr"}));
        QCOMPARE(table.rows.size(), std::size_t(2));
        QCOMPARE(table.rows[0].name, std::string("model"));
        QCOMPARE(table.rows[0].against, std::string("b|model"));
        QVERIFY(table.rows[1].against.empty());
        QCOMPARE(*table.rows[0].cells[0].low, 0.6);
        QVERIFY(table.rows[0].cells[0].withinNoise() && !table.rows[0].cells[1].withinNoise());
        QVERIFY(!table.rows[1].cells[0].low && !table.rows[1].cells[0].withinNoise());
        for (const char* part : {"split dev", "a_model", "captions + boxes + phrases", "seed 3", "1000 items",
                                 "5 references", "tokenizer ptb", "METEOR exact, stem"})
            QVERIFY2(table.label.find(part) != std::string::npos, part);
    }

    void retrievalAndGrounding() {
        const auto retrieval = resultTable(json::parse(
            R"({"images":2,"sentences":4,"image_search":{"r1":50,"median_rank":1.5},"image_annotation":{"r1":25,"median_rank":2}})"));
        QCOMPARE(retrieval.columns, (std::vector<std::string>{"r1", "median_rank"}));
        QCOMPARE(retrieval.rows[0].name, std::string("image annotation"));
        QCOMPARE(*retrieval.rows[1].cells[1].value, 1.5);
        const auto grounding = resultTable(
            json::parse(R"({"phrases":9,"pointing":60.5,"accuracy":40.25,"beta":0.5,"ci95":{"accuracy":[38,42.5]}})"));
        QCOMPARE(grounding.columns, (std::vector<std::string>{"accuracy", "pointing"}));
        QCOMPARE(grounding.rows.size(), std::size_t(1));
        QCOMPARE(*grounding.rows[0].cells[0].high, 42.5);
        QVERIFY(resultTable(json::object()).rows.empty());
    }

    void text() {
        const auto text = QString::fromStdString(writeTable(resultTable(captions()), TableFormat::Text));
        QVERIFY2(text.contains("0.612 [0.600, 0.625]"), qPrintable(text));
        QVERIFY2(text.contains("~+0.012 (p 0.31)"), qPrintable(text));
        QVERIFY2(text.contains("+0.100 (p 0.0001)") && !text.contains("~+0.100"), qPrintable(text));
        QVERIFY2(text.contains("within the noise"), qPrintable(text));
        for (const auto& line : text.split('\n')) QVERIFY(!line.endsWith(' '));
    }

    void markdown() {
        const auto lines =
            QString::fromStdString(writeTable(resultTable(captions()), TableFormat::Markdown)).split('\n');
        const auto head = lines.indexOf("|  | BLEU-1 | CIDEr |");
        QVERIFY2(head > 0, qPrintable(lines.join('\n')));
        QCOMPARE(lines[head + 1], QString("|---|---:|---:|"));
        QCOMPARE(lines[head + 2], QString("| model | 0.612 \\[0.600, 0.625\\] | 0.500 \\[0.470, 0.530\\] |"));
        QVERIFY(lines[head + 3].startsWith("| against b\\|model | \\~+0.012"));
        QVERIFY(lines[0].contains("a\\_model"));
    }

    void latex() {
        auto figures = captions();
        figures["model"]["against"]["model"] = "50%_{a}&b#$~^\\|";
        figures["model"]["against"]["difference"]["BLEU1"] = -0.012;
        const auto text = QString::fromStdString(writeTable(resultTable(figures), TableFormat::Latex));
        QVERIFY2(text.startsWith("\\begin{tabular}{lrr}\n"), qPrintable(text));
        QVERIFY2(
            text.contains("against 50\\%\\_\\{a\\}\\&b\\#\\$$\\sim$\\textasciicircum{}\\textbackslash{}\\textbar{} & "),
            qPrintable(text));
        QVERIFY2(text.contains("$\\sim$$-$0.012 (p 0.31)"), qPrintable(text));
        QVERIFY2(text.contains("model & 0.612 {[}0.600, 0.625{]} & 0.500 {[}0.470, 0.530{]} \\\\\n"), qPrintable(text));
        QVERIFY(text.contains("\\end{tabular}"));
        QCOMPARE(text.count("\\begin{"), text.count("\\end{"));
    }

    // Two results in one table: columns that one lacks stay empty, and rows bear the names of the results.
    void joined() {
        auto other = captions();
        other["model"].erase("CIDEr");
        other["model"].erase("against");
        other.erase("human");
        const auto table = joinTables({{"b|model", resultTable(other)}, {"a_model", resultTable(captions())}});
        QCOMPARE(table.columns, (std::vector<std::string>{"BLEU1", "CIDEr"}));
        QCOMPARE(table.rows.size(), std::size_t(3));
        QCOMPARE(table.rows[0].name, std::string("b|model: model"));
        QVERIFY(table.rows[0].cells[0].value && !table.rows[0].cells[1].value);
        QCOMPARE(table.rows[1].name, std::string("a_model: model"));
        QVERIFY(table.rows[1].cells[0].withinNoise());
        QVERIFY(table.rows[0].against.empty());
        QCOMPARE(table.rows[1].against, std::string("b|model"));
        QVERIFY(table.label.starts_with("b|model: split dev") && table.label.find("; a_model: ") != std::string::npos);
    }

    // Each with the system that it was compared with.
    void joinedComparisons() {
        auto other = captions();
        other["model"]["against"]["model"] = "another";
        const auto table = joinTables({{"one", resultTable(captions())}, {"two", resultTable(other)}});
        const auto rows = data::parseCsv(writeTable(table, TableFormat::Csv));
        QCOMPARE(rows[1].fields[0], std::string("one: model"));
        QCOMPARE(rows[1].fields[5], std::string("b|model"));
        QCOMPARE(rows[5].fields[0], std::string("two: model"));
        QCOMPARE(rows[5].fields[5], std::string("another"));
        const auto text = QString::fromStdString(writeTable(table, TableFormat::Markdown));
        QCOMPARE(text.count("| against b\\|model |"), 1);
        QCOMPARE(text.count("| against another |"), 1);
    }

    void aComparisonOnFewerImagesSaysSo() {
        auto figures = captions();
        figures["model"]["against"]["images"] = 98;
        figures["model"]["against"]["left_out"] = 2;
        figures["model"]["against"]["difference"].erase("CIDEr");
        const auto table = resultTable(figures);
        QCOMPARE(table.rows[0].against, std::string("b|model on 98 images"));
        QVERIFY(table.rows[0].cells[0].difference && !table.rows[0].cells[1].difference);
        const auto text = QString::fromStdString(writeTable(table, TableFormat::Text));
        QVERIFY2(text.contains("against b|model on 98 images"), qPrintable(text));
    }

    // Figures come out of a project, which may hold anything.
    void oddFigures() {
        auto odd = captions();
        odd["model"]["against"] = "b";
        odd["model"]["ci95"]["BLEU1"] = {nullptr, "high"};
        const auto table = resultTable(odd);
        QVERIFY(!table.rows[0].cells[0].low && !table.rows[0].cells[0].high && !table.rows[0].cells[0].difference);
        QCOMPARE(*table.rows[0].cells[0].value, 0.61234);
        QCOMPARE(*table.rows[0].cells[1].low, 0.47);
        QVERIFY(table.rows[0].against.empty());
        QVERIFY(resultTable(json::array({1})).rows.empty());
    }

    void csv() {
        const auto rows = data::parseCsv(writeTable(resultTable(captions()), TableFormat::Csv));
        QCOMPARE(rows.size(), std::size_t(5));
        QCOMPARE(rows[0].fields,
                 (std::vector<std::string>{"system", "figure", "value", "low", "high", "against", "difference", "p"}));
        QCOMPARE(rows[1].fields,
                 (std::vector<std::string>{"model", "BLEU1", "0.61234", "0.6", "0.625", "b|model", "0.01234", "0.31"}));
        QCOMPARE(rows[4].fields, (std::vector<std::string>{"human", "CIDEr", "0.8", "", "", "", "", ""}));
    }
};

QTEST_GUILESS_MAIN(TestResultTable)
#include "test_result_table.moc"
