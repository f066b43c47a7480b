// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_table.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

class TestCsvTable : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

 private Q_SLOTS:
    void parsesCsv() {
        const auto rows = data::parseCsv("a,\"b \"\"q\"\", c\"\r\n\r\n\"two\nlines\",\n,\"\"\n\"open");
        QCOMPARE(rows.size(), std::size_t(4));
        QCOMPARE(rows[0].fields, (std::vector<std::string>{"a", "b \"q\", c"}));
        QCOMPARE(rows[1].fields, (std::vector<std::string>{"two\nlines", ""}));
        QCOMPARE(rows[1].line, 3);
        QCOMPARE(rows[2].fields, (std::vector<std::string>{"", ""}));
        QCOMPARE(rows[2].line, 5);
        QVERIFY(rows[3].open && rows[3].line == 6);
        QCOMPARE(data::parseCsv("a\t\"b\" c\t\"d\te\"", '\t')[0].fields,
                 (std::vector<std::string>{"a", "\"b\" c", "d\te"}));
        for (const std::string text :
             {"plain", "with, comma", "with \"quotes\"", "two\nlines", "a\r\nb", " edge ", ""}) {
            const auto again = data::parseCsv(data::csvField(text) + ",x");
            QCOMPARE(again[0].fields[0], text);
        }
    }

    // From a file in blocks: what stands across two of them is whole.
    void readsFilesInBlocks() {
        std::string table = "sep=;\r\nname;text\r\n";
        constexpr int kRows = 20'000;
        for (int i = 0; i < kRows; ++i) table += std::to_string(i) + ";\"a \"\"dog\"\"; \r\nHündchen\"\r\n";
        const fs::path file = fs::path(dir_.path().toStdString()) / "t.csv";
        test::write(file, table);
        std::vector<data::Problem> problems;
        auto csv = must(data::CsvFile::open(file, problems));
        QCOMPARE(csv.separator(), ';');
        data::CsvRecord row;
        QVERIFY(csv.next(row) && row.fields == (std::vector<std::string>{"name", "text"}) && row.line == 2);
        for (int i = 0; i < kRows; ++i) {
            QVERIFY(csv.next(row));
            QCOMPARE(row.fields, (std::vector<std::string>{std::to_string(i), "a \"dog\"; \r\nHündchen"}));
            QCOMPARE(row.line, 3 + 2 * i);
        }
        QVERIFY(!csv.next(row) && problems.empty());
        QVERIFY(!data::CsvFile::open(file.parent_path() / "none.csv", problems));
    }

    void latinLettersAreReadAndTold() {
        const fs::path file = fs::path(dir_.path().toStdString()) / "l.csv";
        test::write(file, "name,text\na,H\xFCndchen\nb,\xFC\n");
        std::vector<data::Problem> problems;
        auto csv = must(data::CsvFile::open(file, problems));
        data::CsvRecord row;
        QVERIFY(csv.next(row) && csv.next(row));
        QCOMPARE(row.fields[1], std::string("Hündchen"));
        QVERIFY(csv.next(row));
        QVERIFY(problems.size() == 1 && problems[0].where.ends_with("l.csv:2"));
    }
};

QTEST_GUILESS_MAIN(TestCsvTable)
#include "test_csv_table.moc"
