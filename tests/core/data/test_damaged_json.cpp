// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_stream.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <sys/stat.h>

#include <algorithm>
#include <cmath>

using namespace legenda;
using nlohmann::json;
using test::must;
namespace fs = std::filesystem;

// One bad value costs only that value and is reported; a truncated file is refused in one sentence.
class TestDamagedJson : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path file_;
    std::vector<data::Problem> problems_;
    std::vector<json> elements_;

    base::Result<std::vector<std::string>> read(const std::string& bytes) {
        problems_.clear();
        elements_.clear();
        test::write(file_, bytes);
        return data::forEachElement(file_, {}, problems_,
                                    [this](const std::string&, std::size_t, const json& e) { elements_.push_back(e); });
    }
    bool mentions(const std::string& where, const std::string& why) const {
        return std::ranges::any_of(
            problems_, [&](const auto& p) { return p.where.ends_with(where) && p.why.find(why) != std::string::npos; });
    }
    // The file of one list with a good element before and behind the one in question.
    static std::string between(const std::string& element) {
        return "{\"list\": [{\"t\": \"before\"}, " + element + ", {\"t\": \"behind\"}]}";
    }

 private Q_SLOTS:
    void initTestCase() { file_ = fs::path(dir_.path().toStdString()) / "set.json"; }

    void oneValueIsMended_data() {
        QTest::addColumn<QByteArray>("element");
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const QByteArray& element, const QByteArray& expected, const char* told) {
            QTest::newRow(name) << element << expected << told;
        };
        row("NaN", "{\"t\": NaN}", "{\"t\": null}", "NaN");
        row("Infinity", "{\"t\": [1, Infinity, -Infinity]}", "{\"t\": [1, null, null]}", "Infinity");
        row("too large", "{\"t\": 1e400}", "{\"t\": null}", "too large");
        row("too large below zero", "{\"t\": -1e400}", "{\"t\": null}", "too large");
        row("digits", QByteArray("{\"t\": ") + QByteArray(400, '7') + "}",
            QByteArray("{\"t\": \"") + QByteArray(400, '7') + "\"}", "beyond 64 bits");
        row("a key twice", "{\"t\": 1, \"t\": 2}", "{\"t\": 2}", "\"t\" stands twice");
        row("half a pair", "{\"t\": \"half \\ud83d emoji\"}", "{\"t\": \"half \xEF\xBF\xBD emoji\"}", "surrogate");
        row("the other half", "{\"t\": \"\\ude00!\"}", "{\"t\": \"\xEF\xBF\xBD!\"}", "surrogate");
        row("control", "{\"t\": \"raw \x0b control\"}", "{\"t\": \"raw   control\"}", "control");
        row("line break", "{\"t\": \"two\nlines\"}", "{\"t\": \"two\\nlines\"}", "control");
        row("zero", "{\"t\": \"a\\u0000b\"}", "{\"t\": \"a b\"}", "zero character");
        row("Latin-1", "{\"t\": \"caf\xe9\"}", "{\"t\": \"caf\xC3\xA9\"}", "Latin-1");
        row("Windows-1252", "{\"t\": \"\x93so\x94\"}", "{\"t\": \"\xE2\x80\x9Cso\xE2\x80\x9D\"}", "Windows-1252");
        row("quotes", "{\"t\": \"he said \"hi\" to me\", \"u\": 1}", "{\"t\": \"he said \\\"hi\\\" to me\", \"u\": 1}",
            "quotes");
        row("inch", "{\"t\": \"a 5\" pipe\"}", "{\"t\": \"a 5\\\" pipe\"}", "quotes");
        row("back slashes", "{\"t\": \"C:\\images\\a.jpg\"}", "{\"t\": \"C:\\\\images\\\\a.jpg\"}", "backslash");
    }
    void oneValueIsMended() {
        QFETCH(QByteArray, element);
        QFETCH(QByteArray, expected);
        QFETCH(QString, told);
        must(read(between(element.toStdString())));
        QCOMPARE(elements_.size(), std::size_t{3});
        QCOMPARE(elements_[1].dump(), json::parse(expected.toStdString()).dump());
        QCOMPARE(elements_[2]["t"], "behind");
        QVERIFY2(mentions("set.json: list[1]", told.toStdString()), problems_.empty() ? "" : problems_[0].why.c_str());
    }

    // A reader that needs a number can tell these from one that is not said.
    void whatIsNoFiniteNumberIsNotNull() {
        must(read("[NaN, Infinity, -Infinity, 1e400, -1e400, null, undefined]"));
        QCOMPARE(elements_.size(), std::size_t{7});
        for (std::size_t i = 0; i < 5; ++i) {
            QVERIFY(elements_[i].is_number_float() && !data::realOf(elements_[i]));
            QVERIFY(data::idOf(json{{"id", elements_[i]}}, "id").empty());
        }
        QVERIFY(std::isnan(elements_[0].get<double>()));
        QVERIFY(elements_[1] > 0 && elements_[2] < 0 && elements_[3] > 0 && elements_[4] < 0);
        QVERIFY(elements_[5].is_null() && elements_[6].is_null());
    }

    // No file fills the memory, whatever stands in it.
    void oneEndlessValueIsRefused() {
        const std::string endless(std::size_t{33} << 20, 'a');
        for (const std::string before : {"[\"x\", \"", "{\"list\": [{\"t\": \"", "[\"x\"], ", "{\""}) {
            const auto refused = read(before + endless);
            QVERIFY2(!refused && refused.error().code == base::ErrorCode::BadInput, before.c_str());
            QVERIFY2(refused.error().message.find("set.json") != std::string::npos &&
                         (before.ends_with(' ') || refused.error().message.find("32 MB") != std::string::npos),
                     refused.error().message.c_str());
        }
        test::write(file_, "{\"t\": 1}\n\"" + endless);
        const auto lines = data::forEachLine(file_, {}, problems_, [](int, const json&) {});
        QVERIFY(!lines && lines.error().code == base::ErrorCode::BadInput);
        QVERIFY2(lines.error().message.find("set.json:2") != std::string::npos, lines.error().message.c_str());
        // The hole of a sparse file is read as zeros, and a letter before a zero as UTF-16.
        test::write(file_, "[");
        fs::resize_file(file_, std::uintmax_t{2} << 30);
        const auto hole = data::forEachElement(file_, {}, problems_, [](const auto&, std::size_t, const json&) {});
        QVERIFY(!hole && hole.error().message.find("UTF-16") != std::string::npos);
        QVERIFY(!data::readDocument(file_, problems_));
    }

    void aPipeIsNotWaitedFor() {
        const auto pipe = file_.parent_path() / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const auto refused = data::forEachLine(pipe, {}, problems_, [](int, const json&) {});
        QVERIFY(!refused && refused.error().code == base::ErrorCode::Io);
        QVERIFY2(refused.error().message.find("pipe is a pipe") != std::string::npos, refused.error().message.c_str());
    }

    // What is lost is told even behind a long list of what was repaired.
    void aLostValueIsTold() {
        std::string list = "[0", lines;
        for (int i = 0; i < 300; ++i) {
            list += ",\"\xe9\"";
            lines += "\"\xe9\"\n";
        }
        must(read(list + ", {\"t\": frog}, 1]"));
        QVERIFY(mentions("set.json: [301]", "left out"));
        test::write(file_, lines + "frog\n{\"cut\n1");
        problems_.clear();
        must(data::forEachLine(file_, {}, problems_, [](int, const json&) {}));
        QVERIFY(mentions("set.json:301", "left out"));
    }

    void oneElementIsLeftOut_data() {
        QTest::addColumn<QByteArray>("element");
        QTest::newRow("word") << QByteArray("{\"t\": hello}");
        QTest::newRow("no value") << QByteArray("{\"t\": , \"u\": {\"v\": [1, 2]}}");
        QTest::newRow("no name") << QByteArray("{\"a\": 1, {\"b\": [2]}}");
        QTest::newRow("number") << QByteArray("{\"t\": 1.2.3}");
        QTest::newRow("deep") << QByteArray("{\"t\": ") + QByteArray(100000, '[') + QByteArray(100000, ']') + "}";
    }
    void oneElementIsLeftOut() {
        QFETCH(QByteArray, element);
        must(read(between(element.toStdString())));
        QCOMPARE(elements_.size(), std::size_t{2});
        QCOMPARE(elements_[1]["t"], "behind");
        QVERIFY(mentions("set.json: list[1]", "left out"));
    }

    void rightFilesAreReadAsTheyAre() {
        const std::string text =
            "{\"a\": \"x\", \"list\": [{\"t\": \"\\u00e9\\ud83d\\ude00 \\\"q\\\", \\\\ \\/ \\b\\f\\n\\r\\t\", \"n\": "
            "[1, -2, 3.5, 1e3, true, false, null]},\n"
            "                \"plain\", 7, [], {}], \"b\": {\"c\": 1}, \"last\": [ ]}";
        QCOMPARE(must(read(text)), (std::vector<std::string>{"list", "last"}));
        QVERIFY(problems_.empty());
        const auto parsed = json::parse(text);
        QCOMPARE(elements_.size(), std::size_t{6});
        for (std::size_t i = 0; i < 5; ++i) QCOMPARE(elements_[i].dump(), parsed["list"][i].dump());
        must(read("\xEF\xBB\xBF[1, 18446744073709551615, 9007199254740993,]\n"));
        QVERIFY(problems_.empty());
        QCOMPARE(json(elements_).dump(), std::string("[1,18446744073709551615,9007199254740993]"));
    }

    void utf16() {
        const std::string text = "[{\"t\": \"caf?\"}]";
        std::string little("\xFF\xFE"), big("\xFE\xFF"), unmarked;
        for (const char c : text) {
            const char low = c == '?' ? '\xe9' : c;
            little += {low, '\0'};
            big += {'\0', low};
            unmarked += {low, '\0'};
        }
        for (const auto& bytes : {little, big, unmarked}) {
            must(read(bytes));
            QCOMPARE(elements_.at(0)["t"], "caf\xC3\xA9");
            QCOMPARE(mentions("set.json", "UTF-16"), bytes == unmarked);
        }
    }

    void cutFilesAreRefused() {
        const std::string whole = between("{\"t\": \"a b\", \"n\": [1, 2.5, {\"m\": null}]}");
        for (std::size_t length = 1; length < whole.size(); ++length) {
            const auto refused = read(whole.substr(0, length));
            QVERIFY2(!refused && refused.error().code == base::ErrorCode::BadInput, std::to_string(length).c_str());
            QVERIFY2(refused.error().message.find("set.json is truncated") != std::string::npos,
                     refused.error().message.c_str());
        }
        const auto zeros = read(whole.substr(0, 40) + std::string(4096, '\0'));
        QVERIFY(!zeros && zeros.error().message.find("is truncated") != std::string::npos);
        const auto where = read(whole.substr(0, whole.find("behind")));
        QVERIFY2(where.error().message.find("list[2]") != std::string::npos, where.error().message.c_str());
    }

    void otherFilesAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("told");
        QTest::newRow("empty") << QByteArray() << "is empty";
        QTest::newRow("text") << QByteArray("just text") << "is not JSON";
        QTest::newRow("number") << QByteArray("17") << "is not JSON";
        QTest::newRow("two documents") << QByteArray("{\"a\": []}\n{\"a\": []}") << "behind the end";
        QTest::newRow("brackets") << QByteArray("{\"a\": [1, 2}") << "was expected";
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00 packed", 12) << "unpack it";
        QTest::newRow("zip") << QByteArray("PK\x03\x04 packed") << "unpack it";
        QTest::newRow("web page") << QByteArray("\n<!DOCTYPE html><title>404</title>") << "web page";
        QTest::newRow("LFS") << QByteArray("version https://git-lfs.github.com/spec/v1\noid x") << "git lfs pull";
    }
    void otherFilesAreRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, told);
        const auto refused = read(bytes.toStdString());
        QVERIFY(!refused && refused.error().code == base::ErrorCode::BadInput);
        QVERIFY2(refused.error().message.find("set.json") != std::string::npos &&
                     refused.error().message.find(told.toStdString()) != std::string::npos,
                 refused.error().message.c_str());
    }

    void idsAndNumbers() {
        const auto element = json::parse(
            "{\"a\": 7, \"b\": 7.0, \"c\": \" 7 \", \"d\": -3, \"e\": 1.5, \"f\": true, \"g\": \"640\", \"h\": 1e300, "
            "\"i\": null}");
        for (const char* key : {"a", "b", "c"}) QCOMPARE(data::idOf(element, key), std::string("7"));
        QCOMPARE(data::idOf(element, "d"), std::string("-3"));
        QCOMPARE(data::idOf(element, "e"), std::string("1.5"));
        QCOMPARE(data::idOf(element, "f"), std::string());
        QCOMPARE(data::idOf(element, "i"), std::string());
        QCOMPARE(data::numberOf(element, "g"), 640);
        QCOMPARE(data::numberOf(element, "h"), 0);
    }

    void manyBadValuesAreCounted() {
        std::string text = "[0";
        for (int i = 0; i < 1000; ++i) text += ",NaN";
        must(read(text + "]"));
        QCOMPARE(elements_.size(), std::size_t{1001});
        QVERIFY(problems_.size() < 300 && mentions("set.json", "800 more"));
    }
};

QTEST_GUILESS_MAIN(TestDamagedJson)
#include "test_damaged_json.moc"
