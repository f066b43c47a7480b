// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// Files of captions as they occur in practice: the text of each line is told from its number, whatever the columns.
class TestCaptionTables : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static base::Result<data::Dataset> tryRead(const fs::path& root, const std::string& format = "flickr30k") {
        for (const auto& reader : data::datasetReaders())
            if (reader->format() == format) return reader->read(root, {});
        return base::fail(base::ErrorCode::Internal, "no such reader");
    }
    data::Dataset read(const std::string& bytes, const std::string& name = "captions.txt") const {
        test::write(root_ / name, bytes);
        return must(tryRead(root_ / name));
    }
    static bool mentions(const data::Dataset& data, const std::string& where, const std::string& why) {
        return std::ranges::any_of(data.problems, [&](const auto& p) {
            return p.where.ends_with(where) && p.why.find(why) != std::string::npos;
        });
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        for (const char* name : {"1.jpg", "2.jpg"}) test::write(root_ / "Images" / name, name);
    }

    void formsOfTables_data() {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const char* bytes) { QTest::newRow(name) << QByteArray(bytes); };
        row("image,caption", "image,caption\n1.jpg,A dog .\n1.jpg,\"Two , one in red\"\n2.jpg,A cat .\n");
        row("number in the middle",
            "image_name,comment_number,comment\n1.jpg,0,A dog .\n1.jpg,1,\"Two , one in red\"\n2.jpg,0,A cat .\n");
        row("other words",
            "Image Name,Caption Number,Caption Text\n1.jpg,0,A dog .\n1.jpg,1,\"Two , one in red\"\n"
            "2.jpg,0,A cat .\n");
        row("caption first", "caption,image\nA dog .,1.jpg\n\"Two , one in red\",1.jpg\nA cat .,2.jpg\n");
        row("index first", ",image,caption\n0,1.jpg,A dog .\n1,1.jpg,\"Two , one in red\"\n2,2.jpg,A cat .\n");
        row("ids", "image_id,caption\n1,A dog .\n1,\"Two , one in red\"\n2,A cat .\n");
        row("bars",
            "image_name| comment_number| comment\n1.jpg| 0| A dog .\n1.jpg| 1   Two , one in red\n2.jpg| 0| A "
            "cat .\n");
        row("semicolons", "image;caption\n1.jpg;A dog .\n1.jpg;Two , one in red\n2.jpg;A cat .\n");
        row("Excel", "sep=;\nimage;caption\n1.jpg;A dog .\n1.jpg;Two , one in red\n2.jpg;A cat .\n");
        row("tabs", "image\tcaption\n1.jpg\tA dog .\n1.jpg\tTwo , one in red\n2.jpg\tA cat .\n");
        row("quoted tabs", "image\tcaption\n1.jpg\t\"A dog .\"\n1.jpg\tTwo , one in red\n2.jpg\tA cat .\n");
        row("not quoted", "image,caption\n1.jpg,A dog .\n1.jpg,Two , one in red\n2.jpg,A cat .\n");
        row("not quoted, in front",
            "caption,image,width\nA dog .,1.jpg,64\nTwo , one in red,1.jpg,64\nA cat .,2.jpg,64\n");
        row("empty cells behind", "image,caption\n1.jpg,A dog .,,\n1.jpg,\"Two , one in red\",\n2.jpg,A cat .\n");
        row("no header", "1.jpg,A dog .\n1.jpg,\"Two , one in red\"\n2.jpg,A cat .\n");
        row("no header, number", "1.jpg,0,A dog .\n1.jpg,1,\"Two , one in red\"\n2.jpg,0,A cat .\n");
        row("unknown header", "bild,satz\n1.jpg,A dog .\n1.jpg,\"Two , one in red\"\n2.jpg,A cat .\n");
        row("unknown header, too short",
            "bild| satz\n1.jpg| 0| A dog .\n1.jpg| 1| Two , one in red\n2.jpg| 0| A cat .\n");
        row("a list in a field",
            "raw,sentids,split,filename\n\"[\"\"A dog .\"\", \"\"Two , one in red\"\"]\",\"[0, "
            "1]\",train,1.jpg\n\"['A cat .']\",\"[2]\",test,2.jpg\n");
        row("columns of captions", "image,caption1,caption2\n1.jpg,A dog .,\"Two , one in red\"\n2.jpg,A cat .,\n");
        row("mark and CRLF",
            "\xEF\xBB\xBFimage,caption\r\n1.jpg,A dog .\r\n1.jpg,\"Two , one in red\"\r\n2.jpg,A cat "
            ".\r\n");
        row("CR", "image,caption\r1.jpg,A dog .\r1.jpg,\"Two , one in red\"\r2.jpg,A cat .\r");
        row("URLs",
            "url,caption\nhttps://example.org/a/1.jpg?w=9,A dog .\nhttps://example.org/a/1.jpg?w=9,\"Two , one "
            "in red\"\nhttps://example.org/b/2.jpg,A cat .\n");
        row("tokens", "1.jpg#0\tA dog .\n1.jpg#1\tTwo , one in red\n2.jpg#0\tA cat .\n");
        row("tokens with spaces", "1.jpg#0 A dog .\n1.jpg#1 Two , one in red\n2.jpg#0 A cat .\n");
        row("names without #K", "1.jpg\tA dog .\n1.jpg\tTwo , one in red\n2.jpg\tA cat .\n");
        row("names and spaces", "1.jpg A dog .\n1.jpg Two , one in red\n2.jpg A cat .\n");
    }
    void formsOfTables() {
        QFETCH(QByteArray, bytes);
        const auto data = read(bytes.toStdString());
        QCOMPARE(data.samples.size(), std::size_t{2});
        QCOMPARE(data.samples[0].captions, (std::vector<std::string>{"A dog .", "Two , one in red"}));
        QCOMPARE(data.samples[1].captions, std::vector<std::string>{"A cat ."});
        QVERIFY(data.missingImages.empty());
        QCOMPARE(data.samples[0].image, std::string("1.jpg"));
    }

    void splitsOfAColumn() {
        const auto data = read(
            "image,caption,split\n1.jpg,A dog,train\n2.jpg,A cat,val\n3.jpg,A cow,test\n4.jpg,An "
            "ox,\n");
        std::vector<std::string> splits;
        for (const auto& sample : data.samples) splits.push_back(sample.split);
        QCOMPARE(splits, (std::vector<std::string>{"train", "dev", "test", ""}));
    }

    void encodings() {
        const std::string text = "image,caption\n1.jpg,A caf\xe9\n2.jpg,A cat\n";
        std::string little("\xFF\xFE"), big("\xFE\xFF");
        for (const char c : text) {
            little += {c, '\0'};
            big += {'\0', c};
        }
        for (const auto& [bytes, told] : {std::pair{text, "Windows-1252"}, {little, ""}, {big, ""}}) {
            const auto data = read(bytes);
            QCOMPARE(data.samples.size(), std::size_t{2});
            QCOMPARE(data.samples[0].captions, std::vector<std::string>{"A caf\xC3\xA9"});
            QCOMPARE(data.problems.empty(), std::string(told).empty());
            QVERIFY(data.problems.empty() || data.problems[0].why.find(told) != std::string::npos);
        }
        const auto quotes = read(
            "image,caption\n1.jpg,\x93"
            "caf\xC3\xA9\x94\n");
        QCOMPARE(quotes.samples[0].captions, std::vector<std::string>{"\xE2\x80\x9C"
                                                                      "caf\xC3\xA9\xE2\x80\x9D"});
        const auto zeros = read(std::string("image,caption\n1.jpg,A d\0og\n2.jpg,A cat\n", 39));
        QCOMPARE(zeros.samples[0].captions, std::vector<std::string>{"A dog"});
        QVERIFY(mentions(zeros, ":2", "zero bytes"));
    }

    // A quote that is never closed costs no other line.
    void straysQuotes() {
        const auto data = read("image,caption\n1.jpg,\"A dog\n2.jpg,A cat\n3.jpg,\"A cow, red\"\n4.jpg,\"An ox\n");
        QCOMPARE(data.samples.size(), std::size_t{4});
        QCOMPARE(data.samples[0].captions, std::vector<std::string>{"A dog"});
        QCOMPARE(data.samples[2].captions, std::vector<std::string>{"A cow, red"});
        QCOMPARE(data.samples[3].captions, std::vector<std::string>{"An ox"});
        QVERIFY(mentions(data, ":2", "not closed") && mentions(data, ":5", "not closed"));
        const auto escaped = read(
            "image,caption\n1.jpg,\"A \\\"big\\\" dog, red\"\n2.jpg,\"A \"\"small\"\" cat\"\n3.jpg,\"says \\\"hi, "
            "there\\\"\"\n");
        QCOMPARE(escaped.samples[2].captions, std::vector<std::string>{"says \"hi, there\""});
        QCOMPARE(escaped.samples[0].captions, std::vector<std::string>{"A \"big\" dog, red"});
        QCOMPARE(escaped.samples[1].captions, std::vector<std::string>{"A \"small\" cat"});
        const auto lines = read("image,caption\n1.jpg,\"A dog\non two lines\"\n2.jpg,A cat\n");
        QCOMPARE(lines.samples[0].captions, std::vector<std::string>{"A dog on two lines"});
        QCOMPARE(lines.samples.size(), std::size_t{2});
    }

    void linesThatSayNothing() {
        const auto data = read("image,caption\n1.jpg,\n1.jpg,...\n1.jpg,A dog\n1.jpg\n,A cat\n1.jpg,A dog\n");
        QCOMPARE(data.samples.size(), std::size_t{1});
        QCOMPARE(data.samples[0].captions, (std::vector<std::string>{"A dog", "A dog"}));
        QVERIFY(mentions(data, ":2", "empty") && mentions(data, ":3", "without a word") &&
                mentions(data, ":5", "no caption") && mentions(data, ":6", "names no image"));
    }

    void whatIsNoTableIsRefused() {
        for (const char* bytes : {"", "\n\n", "one,two\nthree,four\n", "just some text\n"}) {
            test::write(root_ / "captions.txt", bytes);
            const auto refused = tryRead(root_);
            QVERIFY2(!refused && refused.error().code == base::ErrorCode::BadInput, bytes);
            QVERIFY(refused.error().message.find("captions.txt") != std::string::npos);
        }
    }

    void severalFilesAreTold() {
        test::write(root_ / "results.csv", "image_name| comment_number| comment\n1.jpg| 0| A dog\n");
        test::write(root_ / "captions.txt", "image,caption\n2.jpg,A cat\n");
        const auto data = must(tryRead(root_));
        QCOMPARE(data.samples.size(), std::size_t{1});
        QVERIFY(mentions(data, "captions.txt", "was not read"));
    }

    // As archives unpack: in folders of their own, names of splits without endings.
    void foldersInFolders() {
        test::write(root_ / "Flickr_Data/Flickr_TextData/Flickr8k.token.txt", "1.jpg#0\tA dog\n2.jpg#0\tA cat\n");
        test::write(root_ / "Flickr_Data/Flickr_TextData/Flickr_8k.devImages.txt", "2\r\n");
        const auto data = must(tryRead(root_, "flickr8k"));
        QCOMPARE(data.samples.size(), std::size_t{2});
        QCOMPARE(data.samples[1].split, std::string("dev"));
        QVERIFY(data.missingImages.empty());
    }

    void archives() {
        test::write(root_ / "flickr8k.zip", "PK\x03\x04 packed");
        for (const auto& root : {root_, root_ / "flickr8k.zip"})
            for (const char* format : {"flickr8k", "flickr30k"}) {
                const auto refused = tryRead(root, format);
                QVERIFY2(!refused && refused.error().message.find("unpack it") != std::string::npos,
                         refused ? "" : refused.error().message.c_str());
            }
    }
};

QTEST_GUILESS_MAIN(TestCaptionTables)
#include "test_caption_tables.moc"
