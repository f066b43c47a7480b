// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_table.h"
#include "core/data/snippet_format.h"
#include "core/data/text_file.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <sstream>

using namespace legenda;
using namespace legenda::data::snippets;
using test::must;
namespace fs = std::filesystem;

namespace {
const std::string kHeader =
    "image_file,image_width,image_height,annotator,region_id,x,y,width,height,text,created_at,split";
}

class TestSnippetFormats : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    static FormatPtr format(const std::string& name) {
        for (auto& format : formats())
            if (format->format() == name) return std::move(format);
        return nullptr;
    }
    base::Result<Content> read(const std::string& name, const std::string& text) const {
        const fs::path file = fs::path(dir_.path().toStdString()) / ("file." + name);
        test::write(file, text);
        return format(name)->read(file);
    }
    static bool skipped(const Content& content, const std::string& where, const std::string& why) {
        return std::ranges::any_of(content.skipped, [&](const auto& p) {
            return p.where.ends_with(where) && p.why.find(why) != std::string::npos;
        });
    }

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
        for (const std::string text : {"plain", "with, comma", "with \"quotes\"", "two\nlines", " edge ", ""}) {
            const auto again = data::parseCsv(data::csvField(text) + ",x");
            QCOMPARE(again[0].fields[0], text);
        }
    }

    void readsCsv() {
        const auto content = must(read(
            "csv", "\xEF\xBB\xBF" + kHeader +
                       "\r\n"
                       "a.jpg,256,192,anna,r1,10,12.5,40,30,\"a dog, \"\"running\"\"\",2026-01-01T00:00:00Z,dev\r\n"
                       "a.jpg,256,192,bert,r1,10,12.5,40,30,a hound,,dev\r\n"
                       "a.jpg,256,192,anna,,,,,,the whole image,,\r\n"
                       "ü b.jpg,,,anna,,1,1,2,2,,,\r\n"));
        QVERIFY(content.skipped.empty());
        QCOMPARE(content.items.size(), std::size_t(3));
        const auto& first = content.items[0];
        QVERIFY(first.hasBox && first.box == (base::Box{10, 12.5, 40, 30}));
        QCOMPARE(first.texts, (std::vector<std::string>{"a dog, \"running\"", "a hound"}));
        QCOMPARE(first.textAnnotators, (std::vector<std::string>{"anna", "bert"}));
        QCOMPARE(first.width, 256);
        QVERIFY(!content.items[1].hasBox);
        QCOMPARE(content.items[2].image, std::string("ü b.jpg"));
        QVERIFY(content.items[2].texts.empty());
    }

    // Our own table as spreadsheets save it: other separators, decimal commas, Excel's first line, its country's dates.
    void readsCsvOfSpreadsheets_data() {
        QTest::addColumn<QByteArray>("table");
        const QByteArray header = QByteArray::fromStdString(kHeader),
                         row = "a.jpg,64,48,me,r1,1.5,2,10,12,a dog,,train";
        const auto with = [](QByteArray text, char separator) { return text.replace(',', separator); };
        QTest::newRow("comma") << header + "\r\n" + row + "\r\n";
        QTest::newRow("semicolon, decimal comma")
            << with(header, ';') + "\r\na.jpg;64;48;me;r1;1,5;2;10,0;12;\"a dog\";;train\r\n";
        QTest::newRow("tab") << with(header, '\t') + "\n" + with(row, '\t') + "\n";
        QTest::newRow("bar") << with(header, '|') + "\n" + with(row, '|') + "\n";
        QTest::newRow("sep=,") << "sep=,\r\n" + header + "\r\n" + row + "\r\n";
        QTest::newRow("sep=;") << "sep=;\r\n" + with(header, ';') + "\r\n" + with(row, ';') + "\r\n";
        QTest::newRow("quoted sep") << "\"sep=;\"\r\n" + with(header, ';') + "\r\n" + with(row, ';') + "\r\n";
        QTest::newRow("upper case") << header.toUpper() + "\n" + row + "\n";
        QTest::newRow("CR line ends") << header + "\r" + row + "\r";
        QTest::newRow("empty cells behind") << header + ",,\n" + row + ",,\n";
        QTest::newRow("more empty cells than the header") << header + "\n" + row + ",,\n";
        QTest::newRow("spaces and a plus sign") << header + "\n a.jpg ,64,48,me,r1, +1.5 ,2,10,12,a dog,,train\n";
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + header + "\n" + row + "\n";
        QByteArray little("\xFF\xFE"), big("\xFE\xFF");
        for (const char c : with(header, '\t') + "\r\n" + with(row, '\t') + "\r\n") {
            little += c + QByteArray(1, '\0');
            big += QByteArray(1, '\0') + c;
        }
        QTest::newRow("UTF-16") << little;
        QTest::newRow("UTF-16, big-endian") << big;
    }
    void readsCsvOfSpreadsheets() {
        QFETCH(QByteArray, table);
        std::vector<data::Problem> problems;
        QVERIFY(format("csv")->recognises(data::decodeText(table.toStdString(), {}, problems)));
        const auto content = must(read("csv", table.toStdString()));
        QVERIFY2(content.skipped.empty(), content.skipped.empty() ? "" : content.skipped.front().why.c_str());
        QCOMPARE(content.items.size(), std::size_t(1));
        const auto& item = content.items.front();
        QCOMPARE(item.image, std::string("a.jpg"));
        QVERIFY(item.box == (base::Box{1.5, 2, 10, 12}));
        QCOMPARE(item.texts, std::vector<std::string>{"a dog"});
        QCOMPARE(item.split, std::string("train"));
        QCOMPARE(item.where.substr(item.where.rfind(':')),
                 table.contains("sep=") ? std::string(":3") : std::string(":2"));
    }
    void namesWhatSpreadsheetsSpoilt() {
        const auto dates = must(read("csv", kHeader + "\na.jpg,64,48,me,r1,1,2,3,4,a dog,02.01.2024,train\n"));
        QCOMPARE(dates.items.size(), std::size_t(1));
        QVERIFY(dates.items[0].createdAt.empty() && skipped(dates, ":2", "02.01.2024"));
        // In a table of commas a quoted 1,5 may be 1.5 or 1500.
        const auto comma = must(read("csv", kHeader + "\na.jpg,64,48,me,r1,\"1,5\",2,3,4,a dog,,\n"));
        QVERIFY(comma.items.empty() && skipped(comma, ":2", "1,5"));
        const auto none = read("csv", "image_file image_width\na.jpg 3\n");
        QVERIFY(!none && none.error().message.find("semicolon") != std::string::npos);
    }

    void skipsMalformedRows() {
        const auto content = must(read("csv", kHeader + "\n"
                                                        "a.jpg,256,192,,r1,10,10,40,30,good,,\n"       // 2
                                                        "a.jpg,256,192,,r2,ten,10,40,30,x,,\n"         // 3
                                                        "a.jpg,256,192\n"                              // 4
                                                        "a.jpg,256,192,,r3,10,10,0,30,x,,\n"           // 5
                                                        "a.jpg,256,192,,r4,300,10,40,30,x,,\n"         // 6
                                                        "..,256,192,,r5,10,10,40,30,x,,\n"             // 7
                                                        "a.jpg,256,192,,r1,11,10,40,30,other box,,\n"  // 8
                                                        "a.jpg,256,192,,r6,10,10,nan,30,x,,\n"         // 9
                                                        "a.jpg,256,192,,,,,,,,,\n"                     // 10
                                                        "a.jpg,1,1,,r7,\"0"));                         // 11
        QCOMPARE(content.items.size(), std::size_t(1));
        QVERIFY(skipped(content, ":3", "ten") && skipped(content, ":4", "fields") &&
                skipped(content, ":5", "no area") && skipped(content, ":6", "outside"));
        QVERIFY(skipped(content, ":7", "not the name") && skipped(content, ":8", "another box") &&
                skipped(content, ":9", "no area") && skipped(content, ":10", "neither"));
        QVERIFY(skipped(content, ":11", "quoted"));
        const auto noHeader = read("csv", "a.jpg,1,2\n");
        QVERIFY(!noHeader && noHeader.error().message.find("region_id") != std::string::npos);
        QVERIFY(!read("csv", ""));
    }

    void readsCoco() {
        const auto content = must(read(
            "coco",
            R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}, {"id": "x", "file_name": "b.jpg"}, {"id": 3}],
            "annotations": [
              {"id": 1, "image_id": 1, "bbox": [1, 2, 3.5, 4], "caption": "a dog"},
              {"id": 2, "image_id": "x", "bbox": [1, 2, 3, 4], "attributes": {"text": "in attributes", "annotator": "anna"}},
              {"id": 3, "image_id": 1, "caption": "the whole image"},
              {"id": 4, "image_id": 9, "bbox": [1, 2, 3, 4], "caption": "no such image"},
              {"id": 5, "image_id": 1, "bbox": [1, 2, 3], "caption": "three numbers"},
              {"id": 6, "image_id": 1, "segmentation": [[10, 10, 20, 10, 20, 30]], "caption": "a polygon"},
              {"id": 7, "image_id": 1, "bbox": [200, 2, 3, 4], "caption": "outside"},
              7]})"));
        QCOMPARE(content.items.size(), std::size_t(4));
        QVERIFY(content.items[0].box == (base::Box{1, 2, 3.5, 4}) && content.items[0].id == "1");
        QCOMPARE(content.items[1].texts, std::vector<std::string>{"in attributes"});
        QCOMPARE(content.items[1].annotator, std::string("anna"));
        QVERIFY(!content.items[2].hasBox);
        QVERIFY(content.items[3].box == (base::Box{10, 10, 10, 20}));
        QVERIFY(skipped(content, "images[2]", "file_name") && skipped(content, "annotations[3]", "image_id 9") &&
                skipped(content, "annotations[4]", "bbox"));
        QVERIFY(skipped(content, "annotations[5]", "bounding box") && skipped(content, "annotations[6]", "outside") &&
                skipped(content, "annotations[7]", "image_id"));
        for (const char* wrong : {"", "[]", "{", "{\"images\": []}", "{\"images\": 1, \"annotations\": []}"})
            QVERIFY(!read("coco", wrong));
    }

    void comesBackAsItWent_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("csv") << "csv";
        QTest::newRow("coco") << "coco";
    }
    void comesBackAsItWent() {
        QFETCH(QString, name);
        const auto form = format(name.toStdString());
        Item region{"ü, b.jpg",
                    true,
                    {0.1, 2, 1.0 / 3, 4},
                    {"a \"dog\",\nrunning", " Hund "},
                    "anna",
                    "r;1",
                    "dev",
                    "2026-01-01T00:00:00Z",
                    640,
                    480,
                    {"anna", "bert"},
                    {}};
        Item whole{"c.jpg", false, {}, {"a beach"}, "anna", "w", "", "", 0, 0, {"anna"}, {}};
        std::ostringstream out;
        must(form->write({region, whole}, out));
        QVERIFY(form->recognises(out.str().substr(0, 65536)));
        const auto content = must(read(name.toStdString(), out.str()));
        QVERIFY(content.skipped.empty());
        QCOMPARE(content.items.size(), std::size_t(2));
        QVERIFY(content.items[0].box == region.box && !content.items[1].hasBox);
        QCOMPARE(content.items[0].texts, region.texts);
        QCOMPARE(content.items[0].textAnnotators, region.textAnnotators);
        QCOMPARE(content.items[0].image, region.image);
        QCOMPARE(content.items[0].id, region.id);
        QCOMPARE(content.items[0].split, region.split);
        QCOMPARE(content.items[0].createdAt, region.createdAt);
        QCOMPARE(content.items[0].height, 480);
        for (const auto& other : formats())
            if (other->format() != form->format()) QVERIFY(!other->recognises(out.str()));
    }
};

QTEST_GUILESS_MAIN(TestSnippetFormats)
#include "test_snippet_formats.moc"
