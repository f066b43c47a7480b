// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/region_sample.h"

#include <QTemporaryDir>

#include <cmath>

using namespace legenda;
using test::must;
using test::RegionSample;
namespace fs = std::filesystem;

// What goes wrong with files of region texts, tried on every kind of them.
class TestRegionPitfalls : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static bool near(const base::Box& a, const base::Box& b) {
        constexpr double kPixel = 0.01;
        return std::abs(a.x - b.x) < kPixel && std::abs(a.y - b.y) < kPixel && std::abs(a.w - b.w) < kPixel &&
               std::abs(a.h - b.h) < kPixel;
    }
    static void kinds() {
        QTest::addColumn<QString>("kind");
        for (const char* kind : test::kRegionKinds) QTest::newRow(kind) << kind;
    }
 private Q_SLOTS:
    void init() { root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_); }

    // 0- or 1-based, xywh or xyxy, two or four corners, percent or pixels; and the format is told by the content.
    void boxesAreTheSameOfAllKinds_data() { kinds(); }
    void boxesAreTheSameOfAllKinds() {
        QFETCH(QString, kind);
        const auto file = test::writeSample(kind.toStdString(), {}, root_);
        const base::JobContext job;
        QCOMPARE(must(data::regions::formatToRead(file, {}, job))->name(), test::formatOfKind(kind.toStdString()));
        const auto read = must(test::tryReadRegions(file));
        QVERIFY2(read.problems.empty(), read.all().c_str());
        QCOMPARE(read.records.size(), std::size_t{1});
        const auto& record = read.records.front();
        QVERIFY(record.box && near(*record.box, {10, 20, 30, 40}));
        QCOMPARE(test::textsOf(record), std::vector<std::string>{"a brown dog"});
        QCOMPARE(record.image, std::string("dog.jpg"));
        if (kind != "densecap") QVERIFY(record.width == 200 && record.height == 100);
    }

    void textsByteForByte_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("text");
        for (const char* kind : test::kRegionKinds)
            for (const char* text : {"a, \"b\"; c|d", "tab\there", "two\r\nlines", " edges ", "Hündchen 犬 🐕",
                                     "\\n \\u0041", "=1+1", "<b>&amp;</b>"}) {
                // The sentences of Entities are words with one space between them.
                const bool words = QByteArray(text).simplified() == QByteArray(text);
                if (words || QByteArray(kind) != "entities")
                    QTest::addRow("%s: %s", kind, text) << kind << QByteArray(text);
            }
    }
    void textsByteForByte() {
        QFETCH(QString, kind);
        QFETCH(QByteArray, text);
        RegionSample sample;
        sample.text = text.toStdString();
        const auto read = must(test::tryReadRegions(test::writeSample(kind.toStdString(), sample, root_)));
        QVERIFY2(read.problems.empty(), read.all().c_str());
        QCOMPARE(read.records.size(), std::size_t{1});
        QCOMPARE(test::textsOf(read.records.front()), std::vector<std::string>{sample.text});
    }

    void byteOrderMark_data() { kinds(); }
    void byteOrderMark() {
        QFETCH(QString, kind);
        RegionSample sample;
        sample.before = "\xEF\xBB\xBF";
        const auto read = must(test::tryReadRegions(test::writeSample(kind.toStdString(), sample, root_)));
        QVERIFY2(read.problems.empty(), read.all().c_str());
        QCOMPARE(read.records.size(), std::size_t{1});
    }

    // One id at two boxes, or none at all: both boxes and both texts are there.
    void repeatedAndMissingIds_data() { kinds(); }
    void repeatedAndMissingIds() {
        QFETCH(QString, kind);
        for (const auto& id : {std::optional<std::string>("7"), std::optional<std::string>()}) {
            RegionSample sample;
            sample.id = id;
            sample.boxes = {{10, 20, 30, 40}, {100, 20, 30, 40}};
            const auto file = test::writeSample(kind.toStdString(), sample, root_ / (id ? "with" : "without"));
            const auto read = must(test::tryReadRegions(file));
            data::regions::Identities identities;
            int regions = 0, texts = 0;
            for (const auto& record : read.records) {
                regions += identities.of(record, record.image).isNew ? 1 : 0;
                texts += static_cast<int>(record.texts.size());
            }
            QVERIFY(regions == 2 && texts == 2);
        }
    }

    // A file that is cut or of something else is refused in one sentence that names it.
    void damagedFilesAreNamed_data() { kinds(); }
    void damagedFilesAreNamed() {
        QFETCH(QString, kind);
        if (kind == "entities") QSKIP("is a folder of files, each of which is reported");
        const auto file = test::writeSample(kind.toStdString(), {}, root_);
        const auto bytes = test::documentOf(kind.toStdString(), {});
        const auto name = test::formatOfKind(kind.toStdString());
        for (const auto& damaged : {bytes.substr(0, bytes.size() / 2), std::string(), std::string("nothing"),
                                    std::string("PK\x03\x04 an archive"), std::string("[1, 2"), std::string("{}")}) {
            test::write(file, damaged);
            const auto read = test::tryReadRegions(file, name);
            const std::string told = read ? read->all() : read.error().message;
            const bool good = read && name == "csv";  // half a table is one of fewer rows
            QVERIFY2(good || told.find(file.filename().string()) != std::string::npos, damaged.c_str());
            if (!read) QVERIFY(read.error().code == base::ErrorCode::BadInput);
        }
        QCOMPARE(int(test::tryReadRegions(root_ / "none", name).error().code), int(base::ErrorCode::Io));
    }
};

QTEST_GUILESS_MAIN(TestRegionPitfalls)
#include "test_region_pitfalls.moc"
