// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

class TestFlickr30k : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    data::Dataset read(const std::string& format = "flickr30k") const {
        for (const auto& reader : data::datasetReaders())
            if (reader->format() == format) return must(reader->read(root_, {}));
        return {};
    }
    static bool mentions(const data::Dataset& data, const std::string& where, const std::string& why) {
        return std::ranges::any_of(data.problems, [&](const auto& p) {
            return p.where.ends_with(where) && p.why.find(why) != std::string::npos;
        });
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_ / "images");
    }

    void tokensAndSplitsOfEntities() {
        test::write(root_ / "results_20130124.token",
                    "1000092795.jpg#0\tTwo young guys .\n10002456.jpg#1\tSecond .\n"
                    "10002456.jpg#0\tSeveral men .\n");
        test::write(root_ / "train.txt", "1000092795\n");
        test::write(root_ / "val.txt", "10002456\n4711\n");
        test::write(root_ / "images/1000092795.jpg", "bytes");
        const auto data = read();
        QCOMPARE(data.format, std::string("flickr30k"));
        QCOMPARE(data.samples.size(), std::size_t{2});
        QCOMPARE(data.samples[0].split, std::string("train"));
        QCOMPARE(data.samples[1].split, std::string("dev"));
        QCOMPARE(data.samples[1].captions, (std::vector<std::string>{"Several men .", "Second ."}));
        QVERIFY(mentions(data, "val.txt:2", "4711.jpg"));
        QCOMPARE(data.missingImages, std::vector<std::string>{"10002456.jpg"});
    }

    // As Kaggle has it: bars, one line of the real file without its second one.
    void tableWithBars() {
        test::write(root_ / "results.csv",
                    "image_name| comment_number| comment\r\n"
                    "1000092795.jpg| 0| Two guys, \"shaggy\" | and more .\r\n"
                    "2199200615.jpg| 4   A dog runs across the grass .\r\n"
                    "1000092795.jpg| x| no number\r\n"
                    "no bar at all\r\n"
                    "1000092795.jpg| 1|  \r\n");
        const auto data = read();
        QCOMPARE(data.samples.size(), std::size_t{2});
        QCOMPARE(data.samples[0].captions,
                 (std::vector<std::string>{"Two guys, \"shaggy\" | and more .", "no number"}));
        QCOMPARE(data.samples[1].captions, std::vector<std::string>{"A dog runs across the grass ."});
        QVERIFY(mentions(data, ":3", "bar before its caption") && mentions(data, ":4", "number") &&
                mentions(data, ":5", "no caption") && mentions(data, ":6", "empty"));
    }

    void quotedTable() {
        for (const auto* format : {"flickr30k", "flickr8k"}) {
            test::write(root_ / "captions.txt",
                        "image,caption\na.jpg,\"A man, a dog\nand a \"\"ball\"\".\"\na.jpg,Second\nb.jpg\n");
            const auto data = read(format);
            QCOMPARE(data.samples.size(), std::size_t{1});
            QCOMPARE(data.samples[0].captions.size(), std::size_t{2});
            QCOMPARE(data.samples[0].captions[1], std::string("Second"));
            QVERIFY(data.samples[0].captions[0].find("\"ball\"") != std::string::npos);
            QVERIFY(mentions(data, ":5", "no caption"));
        }
    }
};

QTEST_GUILESS_MAIN(TestFlickr30k)
#include "test_flickr30k.moc"
