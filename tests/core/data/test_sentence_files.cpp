// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sentence_files.h"
#include "core/data/text_file.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
namespace fs = std::filesystem;

// Text files beside photographs, as editors, labelling programs and archives leave them.
class TestSentenceFiles : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static QString shown(const std::vector<data::Problem>& problems) {
        QStringList all;
        for (const auto& problem : problems)
            all << QString::fromStdString(fs::path(problem.where).filename().string() + " " + problem.why);
        return all.join(QLatin1Char('|'));
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_);
    }

    // told: what stands in the one problem; empty: there is none.
    void contents_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("sentences");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const QByteArray& bytes, const QStringList& sentences,
                            const char* told = "") {
            QTest::newRow(name) << bytes << sentences << QString::fromLatin1(told);
        };
        const auto text = [](const char* utf8) { return QString::fromUtf8(utf8); };
        row("one a line", "A dog runs.\nTwo boys\n", {text("A dog runs."), text("Two boys")});
        row("the last line has no end", "A dog\nA cat", {text("A dog"), text("A cat")});
        row("a byte order mark",
            "\xEF\xBB\xBF"
            "A dog\n",
            {text("A dog")});
        row("CR LF and empty lines", "A dog\r\n\r\n   \r\n  A cat \r\n", {text("A dog"), text("A cat")});
        row("the ends of old Macs", "A dog\rA cat\r", {text("A dog"), text("A cat")});
        row("other letters", "Ein Hund läuft\n犬が走る\n", {text("Ein Hund läuft"), text("犬が走る")});
        row("marked UTF-16",
            QByteArray("\xFF\xFE"
                       "A\0 \0d\0o\0g\0\n\0",
                       14),
            {text("A dog")});
        row("a sentence twice", "A dog\nA dog\n", {text("A dog")});
        row("nothing", "", {});
        row("nothing but spaces", " \n\r\n\t\n", {});
        row("a line in Latin-1",
            "A dog\nEin gr\xFC"
            "ner Ball\nA cat\n",
            {text("A dog"), text("A cat")}, "a.txt:2 is not UTF-8");
        row("a letter that is cut", "A dog\nl\xC3\n", {text("A dog")}, "a.txt:2 is not UTF-8");
        row("a line without words", "A dog\n-----\n", {text("A dog")}, "a.txt:2 has no words");
        row("labels of YOLO", "0 0.512 0.43 0.2 0.11\n12 0.1 0.1 0.05 1\n", {}, "labels of boxes");
        row("labels with names", "Car 0.00 0 1.85 387.63 181.54\nVan 0 1 2 3 4\n", {}, "labels of boxes");
        row("numbers with commas", "12,30,80,90\n", {}, "labels of boxes");
        row("a number in a sentence", "2 dogs and 3 cats\n", {text("2 dogs and 3 cats")});
        row("a sentence that ends in numbers", "A bus of the lines 4 and 7\n", {text("A bus of the lines 4 and 7")});
        row("a sentence with a bracket", "[Two] dogs run\n", {text("[Two] dogs run")});
        row("JSON", "{\"caption\": \"A dog\"}\n", {}, "JSON");
        row("a list in JSON", "[\"A dog\", \"A cat\"]\n", {}, "JSON");
        row("a web page", "<!DOCTYPE html>\n<html>A dog</html>\n", {}, "web page");
        row("an archive", QByteArray("PK\x03\x04zip", 7), {}, "zip archive");
        row("the markup of Entities", "[/EN#4/animals A dog] runs .\n", {}, "Flickr30k Entities");
        row("a book", QByteArray("A dog runs.\n").repeated(6000), {}, "larger than 64 kB");
    }
    void contents() {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, sentences);
        QFETCH(QString, told);
        test::write(root_ / "a.txt", bytes.toStdString());
        std::vector<data::Problem> problems;
        QStringList read;
        for (const auto& sentence : data::sentencesBeside(root_ / "a.jpg", problems))
            read << QString::fromStdString(sentence);
        QCOMPARE(read, sentences);
        QVERIFY2(problems.size() == (told.isEmpty() ? 0 : 1), qPrintable(shown(problems)));
        QVERIFY2(shown(problems).contains(told), qPrintable(shown(problems)));
    }

    void theNamesThatBelongToAPhotograph() {
        test::write(root_ / "a.txt", "one\n");
        test::write(root_ / "a.jpg.txt", "two\none\n");
        test::write(root_ / "b.TXT", "three\n");
        std::vector<data::Problem> problems;
        QCOMPARE(data::sentencesBeside(root_ / "a.jpg", problems), (std::vector<std::string>{"one", "two"}));
        QCOMPARE(data::sentencesBeside(root_ / "b.png", problems), std::vector<std::string>{"three"});
        QVERIFY(data::sentencesBeside(root_ / "c.png", problems).empty());
        QVERIFY2(problems.empty(), qPrintable(shown(problems)));
    }

    void textsWithoutAPhotographAreNamed() {
        for (const char* name : {"a.txt", "a.jpg.txt", "A1.txt", "sub/b.txt", "sub/c.txt", "elsewhere/d.txt",
                                 "notes.md", "captions.txt", ".hidden.txt"})
            test::write(root_ / name, "text\n");
        const std::vector<std::string> images{"a.jpg", "sub/b.png"}, known{"captions.txt"};
        std::vector<data::Problem> problems;
        data::nameTextsWithoutImage(root_, images, known, problems);
        QCOMPARE(problems.size(), std::size_t{1});
        QVERIFY2(shown(problems).contains(QStringLiteral("2 text files")) &&
                     shown(problems).contains(QStringLiteral("the first is A1.txt")),
                 qPrintable(shown(problems)));
        problems.clear();
        data::nameTextsWithoutImage(root_, std::vector<std::string>{"a.jpg", "A1.jpg"}, known, problems);
        QVERIFY2(problems.empty(), qPrintable(shown(problems)));
    }
};

QTEST_GUILESS_MAIN(TestSentenceFiles)
#include "test_sentence_files.moc"
