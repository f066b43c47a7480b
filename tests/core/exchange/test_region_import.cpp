// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/snippets.h"
#include "core/store/project_store.h"
#include "tests/support/image_bytes.h"
#include "tests/support/region_sample.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace legenda;
using test::must;
using test::RegionSample;
namespace fs = std::filesystem;

// What goes wrong when region texts meet the images of a project, tried on every kind of file.
class TestRegionImport : public QObject {
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
    exchange::SnippetsReport imported(const std::string& kind, const RegionSample& sample, const std::string& image,
                                      int width, int height, std::vector<store::RegionRecord>& regions) const {
        const auto file = test::writeSample(kind, sample, root_ / "in");
        {
            auto store = must(store::ProjectStore::create(root_ / "p.legenda"));
            store::NewImage one, other;
            one.path = image;
            one.width = width;
            one.height = height;
            other.path = "another.jpg";
            must(store.addImages(root_ / "images", "folder", {one, other}));
        }
        auto report = must(exchange::importSnippets(root_ / "p.legenda", file, {}, {}));
        regions = must(must(store::ProjectStore::open(root_ / "p.legenda")).allRegions());
        return report;
    }

 private Q_SLOTS:
    void init() { root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_); }

    void namesOfImages_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("path");
        for (const char* kind : test::kRegionKinds) {
            const auto row = [&](const char* name, const char* path) {
                QTest::addRow("%s: %s", kind, name) << kind << QString::fromUtf8(name) << QString::fromUtf8(path);
            };
            row("../images/my dog.jpg", "my dog.jpg");
            row("images\\dog.jpg", "images/dog.jpg");
            row("C:\\Users\\me\\dog.jpg", "dog.jpg");
            row("https://example.org/a/dog.jpg", "a/dog.jpg");
            row("Hu\u0308ndchen 犬.jpg", "H\u00fcndchen 犬.jpg");
            row("DOG.JPG", "dog.jpg");
        }
    }
    void namesOfImages() {
        QFETCH(QString, kind);
        QFETCH(QString, name);
        QFETCH(QString, path);
        RegionSample sample;
        sample.image = name.toStdString();
        std::vector<store::RegionRecord> regions;
        const auto report = imported(kind.toStdString(), sample, path.toStdString(), 200, 100, regions);
        QVERIFY2(report.skipped.empty(), report.skipped.empty() ? "" : report.skipped.front().why.c_str());
        QCOMPARE(regions.size(), std::size_t{1});
        QCOMPARE(report.newBoxes, 1);
        QVERIFY(near(regions.front().box, {10, 20, 30, 40}));
    }

    void unknownImagesAreNamed_data() { kinds(); }
    void unknownImagesAreNamed() {
        QFETCH(QString, kind);
        std::vector<store::RegionRecord> regions;
        const auto report = imported(kind.toStdString(), {}, "cat.jpg", 200, 100, regions);
        QVERIFY(regions.empty());
        QCOMPARE(report.skipped.size(), std::size_t{1});
        QVERIFY(report.skipped.front().why.find("dog.jpg") != std::string::npos);
        QVERIFY(!report.skipped.front().where.empty());
    }

    void unknownKeysAreKept_data() { kinds(); }
    void unknownKeysAreKept() {
        QFETCH(QString, kind);
        if (kind == "entities" || kind == "densecap" || kind == "label-studio") QSKIP("has no place for them");
        RegionSample sample;
        sample.further = true;
        std::vector<store::RegionRecord> regions;
        imported(kind.toStdString(), sample, "dog.jpg", 200, 100, regions);
        const auto out = root_ / (kind == "labelme" || kind == "x-anylabeling" ? "out.json" : "out");
        must(exchange::exportSnippets(root_ / "p.legenda", {out, test::formatOfKind(kind.toStdString())}, {}));
        const auto again = must(test::tryReadRegions(out));
        QCOMPARE(again.records.size(), std::size_t{1});
        QCOMPARE(again.records.front().keys.value("mood", ""), std::string("glad"));
    }

    void outsideIsSaid_data() { kinds(); }
    void outsideIsSaid() {
        QFETCH(QString, kind);
        RegionSample sample;
        sample.boxes = {{300, 20, 30, 40}, {190, 90, 30, 40}};
        sample.id.reset();
        std::vector<store::RegionRecord> regions;
        const auto report = imported(kind.toStdString(), sample, "dog.jpg", 200, 100, regions);
        QCOMPARE(regions.size(), std::size_t{1});
        QVERIFY(near(regions.front().box, {190, 90, 10, 10}));  // what of it is inside
        QVERIFY(std::ranges::any_of(report.skipped, [](const auto& p) {
            return !p.where.empty() && p.why.find("outside") != std::string::npos;
        }));
    }

    // Annotated on a copy of half the size.
    void otherSizesAreScaled_data() { kinds(); }
    void otherSizesAreScaled() {
        QFETCH(QString, kind);
        if (kind == "densecap") QSKIP("says no size of its images");
        std::vector<store::RegionRecord> regions;
        imported(kind.toStdString(), {}, "dog.jpg", 400, 200, regions);
        QCOMPARE(regions.size(), std::size_t{1});
        QVERIFY(near(regions.front().box, {20, 40, 60, 80}));
    }

    // Boxes of another picture are not stretched to fit.
    void otherShapesAreSkipped_data() { kinds(); }
    void otherShapesAreSkipped() {
        QFETCH(QString, kind);
        if (kind == "densecap") QSKIP("says no size of its images");
        std::vector<store::RegionRecord> regions;
        const auto report = imported(kind.toStdString(), {}, "dog.jpg", 300, 200, regions);
        QVERIFY(regions.empty());
        QVERIFY(report.skipped.size() == 1 && report.skipped.front().why.find("another shape") != std::string::npos);
    }

    // A photograph that is stored lying: tools that pass over its EXIF orientation see 200 x 100 pixels, it is 100 x
    // 200.
    void exifOrientationIsApplied_data() { kinds(); }
    void exifOrientationIsApplied() {
        QFETCH(QString, kind);
        if (kind == "densecap") QSKIP("says no size of its images");
        test::JpegForm form;
        form.width = 200;
        form.height = 100;
        form.orientation = 6;
        form.value = [](int, int, int) { return 100; };
        test::write(root_ / "images" / "dog.jpg", test::jpegOfBlocks(form));
        std::vector<store::RegionRecord> regions;
        const auto report = imported(kind.toStdString(), {}, "dog.jpg", 100, 200, regions);
        QVERIFY2(regions.size() == 1, report.skipped.empty() ? "" : report.skipped.front().why.c_str());
        QVERIFY(near(regions.front().box, {100 - 60, 10, 40, 30}));
    }
};

QTEST_GUILESS_MAIN(TestRegionImport)
#include "test_region_import.moc"
