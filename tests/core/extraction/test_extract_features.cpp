// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/extraction/extract_features.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/features/mapped_file.h"
#include "core/image/decode.h"
#include "core/image/resize.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/read_only.h"

#include <fmt/format.h>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace legenda;
namespace fs = std::filesystem;

namespace {

base::Picture scene(int width, int height, std::uint64_t seed) {
    base::Picture p;
    p.width = p.fullWidth = width;
    p.height = p.fullHeight = height;
    base::Random random(seed);
    const auto colour = static_cast<int>(random.below(120));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool inside = x > width / 4 && x < width / 2 && y > height / 3;
            for (int c = 0; c < 3; ++c)
                p.rgb.push_back(static_cast<std::uint8_t>((inside ? 230 - colour * c / 2 : colour) +
                                                          static_cast<int>(random.below(8))));
        }
    return p;
}

double distance(std::span<const float> a, std::span<const float> b) {
    double apart = 0, size = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        apart += (a[i] - b[i]) * (a[i] - b[i]);
        size += a[i] * a[i];
    }
    return std::sqrt(apart / size);
}

}  // namespace

class TestFeatureJob : public QObject {
    Q_OBJECT

    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path project_, images_;

    static store::NewImage named(const std::string& path) {
        store::NewImage image;
        image.path = path;
        return image;
    }
    static features::Recipe small() {
        features::Recipe recipe;
        recipe.inputSize = 128;
        recipe.regions = 5;
        return recipe;
    }

 private Q_SLOTS:
    void initTestCase() {
        const fs::path root = folder_.path().toStdString();
        project_ = root / "p.legenda";
        images_ = root / "images";
        std::vector<store::NewImage> images;
        for (int i = 0; i < 6; ++i) {
            const std::string name = fmt::format("i{}.png", i);
            if (i != 3)
                QVERIFY(
                    image::encode(scene(120 + i * 10, 90, static_cast<std::uint64_t>(i)), images_ / name).has_value());
            store::NewImage image;
            image.path = name;
            image.split = i < 4 ? "train" : "dev";
            images.push_back(image);
        }
        QVERIFY(base::writeFileAtomically(images_ / "i3.png", "no image").has_value());
        auto created = store::ProjectStore::create(project_);
        QVERIFY2(created.has_value(), created ? "" : created.error().message.c_str());
        QVERIFY(created->addImages(images_, "folder", images).has_value());
    }

    void poolingIsTheAreaWeightedMean() {
        auto recipe = small();
        auto extractor = extraction::RegionExtractor::create(recipe, resources_);
        QVERIFY2(extractor.has_value(), extractor ? "" : extractor.error().message.c_str());
        QCOMPARE(extractor->recipe().backboneHash.size(), std::size_t(64));
        const auto picture = scene(128, 128, 1);
        // The whole is the mean of its halves; a box of thirds is weighted by the parts of cells.
        const auto v = extractor->boxVectors(
            picture,
            {{0, 0, 128, 128}, {0, 0, 64, 128}, {64, 0, 64, 128}, {0, 0, 48, 128}, {0, 0, 32, 128}, {32, 0, 32, 128}});
        QVERIFY(v.has_value());
        std::vector<float> mean(v->cols), third(v->cols);
        for (std::size_t c = 0; c < v->cols; ++c) {
            mean[c] = ((*v)(1, c) + (*v)(2, c)) / 2;
            third[c] = ((*v)(4, c) * 2 + (*v)(5, c)) / 3;
        }
        QVERIFY(distance(v->row(0), mean) < 1e-4);
        QVERIFY(distance(v->row(3), third) < 1e-4);
        // The crop of the whole picture is the picture.
        const auto crops = extractor->cropVectors(picture, {{0, 0, 128, 128}});
        QVERIFY(distance(v->row(0), crops->row(0)) < 1e-4);
        QCOMPARE(extractor->boxVectors(picture, {{200, 0, 5, 5}}).error().code, base::ErrorCode::BadInput);
        QVERIFY(extractor->boxVectors(picture, {{127.9999999, 0, 50, 50}}).has_value());
    }

    // The whole image's own forward pass treats left and right alike; nothing else of the recipe changes, and an unset
    // frameSize leaves the name of older feature files as it was.
    void wholeFrameHasItsOwnPass() {
        auto recipe = small();
        auto plain = extraction::RegionExtractor::create(recipe, resources_);
        recipe.frameSize = 160;
        auto own = extraction::RegionExtractor::create(recipe, resources_);
        QVERIFY(plain.has_value() && own.has_value());
        const auto picture = scene(128, 96, 3);
        const auto a = plain->regions(picture), b = own->regions(picture);
        const auto c = own->regions(image::mirrored(picture));
        QVERIFY(a.has_value() && b.has_value() && c.has_value());
        QVERIFY(distance(b->vectors.row(0), c->vectors.row(0)) < 1e-4);
        const double apart = distance(a->vectors.row(0), b->vectors.row(0));
        QVERIFY2(apart > 0.01 && apart < 1, fmt::format("{}", apart).c_str());
        for (std::size_t r = 1; r < a->vectors.rows; ++r)
            QVERIFY(std::ranges::equal(a->vectors.row(r), b->vectors.row(r)));
        const auto crop = own->cropVectors(picture, {{0, 0, 128, 96}});
        QVERIFY(distance(crop->row(0), b->vectors.row(0)) < 1e-4);

        features::Recipe shipped;
        shipped.backboneHash = own->recipe().backboneHash;
        QCOMPARE(shipped.hash(), std::string("7dfcc49a7ea027b6"));
        shipped.frameSize = 288;
        QVERIFY(shipped.hash() != "7dfcc49a7ea027b6");
    }

    void regionsAreAlwaysComplete_data() {
        QTest::addColumn<QString>("proposals");
        QTest::addColumn<QString>("pooling");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("regions");
        QTest::newRow("selective search") << "selective-search"
                                          << "roi" << 160 << 6;
        QTest::newRow("crops") << "selective-search"
                               << "crop" << 160 << 6;
        QTest::newRow("grid") << "grid"
                              << "roi" << 160 << 6;
        QTest::newRow("whole") << "whole"
                               << "roi" << 160 << 1;
        QTest::newRow("one pixel wide") << "selective-search"
                                        << "roi" << 1 << 6;
    }
    void regionsAreAlwaysComplete() {
        QFETCH(QString, proposals);
        QFETCH(QString, pooling);
        QFETCH(int, width);
        QFETCH(int, regions);
        auto recipe = small();
        recipe.proposals = proposals.toStdString();
        recipe.pooling = pooling.toStdString();
        auto extractor = extraction::RegionExtractor::create(recipe, resources_);
        const auto found = extractor->regions(scene(width, 120, 2));
        QVERIFY2(found.has_value(), found ? "" : found.error().message.c_str());
        QCOMPARE(int(found->boxes.size()), regions);
        QCOMPARE(found->scores.size(), found->boxes.size());
        QCOMPARE(found->vectors.rows, found->boxes.size());
        QVERIFY((found->boxes[0] == base::Box{0, 0, double(width), 120}));
        for (const float value : found->vectors.data) QVERIFY(std::isfinite(value));
    }

    // As a graphics card is given them.
    void severalPicturesTogetherGiveWhatEachGives() {
        auto recipe = small();
        recipe.proposals = "learned";
        recipe.backbone = "efficientnet-lite2-flickr8k";
        recipe.inputSize = 448;
        recipe.frameSize = 160;
        recipe.regions = 6;
        auto extractor = extraction::RegionExtractor::create(recipe, resources_);
        QVERIFY2(extractor.has_value(), extractor ? "" : extractor.error().message.c_str());
        const std::vector<base::Picture> pictures{scene(128, 96, 1), scene(90, 120, 2), scene(128, 128, 3)};
        std::vector<const base::Picture*> pointers;
        for (const auto& picture : pictures) pointers.push_back(&picture);
        const auto together = extractor->regionsOfAll(pointers);
        QVERIFY2(together.has_value(), together ? "" : together.error().message.c_str());
        QCOMPARE(together->size(), pictures.size());
        for (std::size_t n = 0; n < pictures.size(); ++n) {
            const auto alone = extractor->regions(pictures[n]);
            QVERIFY(alone.has_value());
            const auto& found = (*together)[n];
            QCOMPARE(found.boxes.size(), alone->boxes.size());
            for (std::size_t i = 0; i < found.boxes.size(); ++i) {
                QVERIFY(base::iou(found.boxes[i], alone->boxes[i]) > 0.999);
                QVERIFY(distance(found.vectors.row(i), alone->vectors.row(i)) < 1e-3);
            }
        }
    }

    void refusesOtherWeights() {
        auto recipe = small();
        recipe.backboneHash = "0000";
        QCOMPARE(extraction::RegionExtractor::create(recipe, resources_).error().code, base::ErrorCode::BadInput);
        recipe = small();
        recipe.backbone = "nothing";
        QCOMPARE(extraction::RegionExtractor::create(recipe, resources_).error().code, base::ErrorCode::BadInput);
    }

    void computesResumesAndSkips() {
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe = small();
        options.split = "train";
        std::int64_t last = -1, total = 0;
        base::JobContext context;
        context.progress = [&](const base::Progress& p) {
            QVERIFY(p.done >= last);
            last = p.done;
            total = p.total;
        };
        auto report = extraction::runFeatures(options, resources_, context);
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->images, 3);
        QCOMPARE(report->regions, 18);
        QCOMPARE(report->computed, 3);
        QCOMPARE(last, 4);
        QCOMPARE(total, 4);
        QCOMPARE(report->skipped.size(), std::size_t(1));
        QCOMPARE(report->skipped[0].image, std::string("i3.png"));

        options.split.clear();
        report = extraction::runFeatures(options, resources_, {});
        QCOMPARE(report->images, 5);
        QCOMPARE(report->computed, 2);
        auto store = store::ProjectStore::open(project_, store::ProjectStore::Mode::Read);
        const auto image = store->imageByPath("i5.png");
        QCOMPARE((*image)->width, 170);
        QCOMPARE((*image)->sha256.size(), std::size_t(64));
        const auto features = features::FeatureStore::open(report->file);
        QCOMPARE(features->find((*image)->uuid)->contentHash, (*image)->sha256);
    }

    void cancelsAndGoesOn() {
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe = small();
        options.recipe.regions = 3;
        std::stop_source stop;
        base::JobContext context;
        context.stop = stop.get_token();
        context.progress = [&](const base::Progress& p) {
            if (p.done == 2) stop.request_stop();
        };
        const auto stopped = extraction::runFeatures(options, resources_, context);
        QCOMPARE(stopped.error().code, base::ErrorCode::Cancelled);
        const auto rest = extraction::runFeatures(options, resources_, {});
        QCOMPARE(rest->images, 5);
        QCOMPARE(rest->computed, 3);
    }

    // D14: another program appends to the same file. Who has all he needs is not kept waiting; who has not waits, or is
    // told so.
    void aWriterBlocksNoReader() {
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe = small();
        options.recipe.regions = 4;
        options.split = "dev";
        const auto made = test::must(extraction::runFeatures(options, resources_, {}));
        const auto recipe = test::must(features::FeatureStore::open(made.file)).recipe();
        const auto dimension = test::must(features::FeatureStore::open(made.file)).dimension();
        auto writer =
            std::make_optional(test::must(features::FeatureStore::openForAppend(made.file, recipe, dimension)));
        const auto read = test::must(extraction::runFeatures(options, resources_, {}));
        QCOMPARE(read.images, made.images);
        QCOMPARE(read.computed, 0);
        // The split train is not in the file yet.
        options.split = "train";
        options.waitForWriter = false;
        const auto busy = extraction::runFeatures(options, resources_, {});
        QVERIFY(!busy);
        QCOMPARE(busy.error().key, std::string(features::kFileBusy));
        options.waitForWriter = true;
        base::JobContext context;
        bool said = false;
        context.progress = [&](const base::Progress& p) {
            if (p.stage.find("waiting for another program") == std::string::npos) return;
            said = true;
            writer.reset();
        };
        const auto waited = test::must(extraction::runFeatures(options, resources_, context));
        QVERIFY(said);
        QCOMPARE(waited.images, 3);
        std::stop_source stop;
        writer.emplace(test::must(features::FeatureStore::openForAppend(made.file, recipe, dimension)));
        options.split.clear();
        test::write(images_ / "late.png", "no image");
        test::must(test::must(store::ProjectStore::open(project_)).addImages(images_, "folder", {named("late.png")}));
        context.stop = stop.get_token();
        context.progress = [&](const base::Progress&) { stop.request_stop(); };
        QCOMPARE(extraction::runFeatures(options, resources_, context).error().code, base::ErrorCode::Cancelled);
    }

    // Where nothing can be written, an image that cannot be read is passed over; one that could be is not.
    void readOnlyProjects() {
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe = small();
        options.recipe.regions = 4;
        const auto made = test::must(extraction::runFeatures(options, resources_, {}));
        const test::ReadOnly folder(project_);
        if (!folder.made()) QSKIP("no folder can be made read-only here");
        const auto read = extraction::runFeatures(options, resources_, {});
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read->images, made.images);
        QCOMPARE(read->skipped.size(), made.skipped.size());
        options.recipe.regions = 2;
        const auto other = extraction::runFeatures(options, resources_, {});
        QVERIFY(!other);
        QCOMPARE(other.error().code, base::ErrorCode::Io);
    }

    void proposalsFromFile() {
        const fs::path file = fs::path(folder_.path().toStdString()) / "boxes.jsonl";
        QVERIFY(base::writeFileAtomically(
                    file, "{\"image\":\"i0.png\",\"boxes\":[[5,5,50,50],[60,10,30,30]],\"scores\":[0.25,0.75]}\n")
                    .has_value());
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe = small();
        options.recipe.proposals = "file";
        options.recipe.regions = 2;
        options.proposalsFile = file;
        auto report = extraction::runFeatures(options, resources_, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->images, 1);
        auto store = store::ProjectStore::open(project_, store::ProjectStore::Mode::Read);
        const auto features = features::FeatureStore::open(report->file);
        const auto* found = features->find((*store->imageByPath("i0.png"))->uuid);
        QVERIFY((found->boxes[1] == base::Box{60, 10, 30, 30}));
        QCOMPARE(found->scores[2], 0.25f);
        QVERIFY(base::writeFileAtomically(file, "{\"image\":\"i0.png\",\"boxes\":[[5,5]]}\n").has_value());
        const auto broken = extraction::runFeatures(options, resources_, {});
        QCOMPARE(broken.error().code, base::ErrorCode::BadInput);
        QVERIFY(broken.error().message.find("boxes.jsonl:1") != std::string::npos);
    }
    // As an evaluation asks: it knows the recipe, not the file.
    void proposalsFileIsNotNeededForWhatIsThere() {
        const fs::path file = fs::path(folder_.path().toStdString()) / "given.jsonl";
        const auto images =
            test::must(test::must(store::ProjectStore::open(project_, store::ProjectStore::Mode::Read)).images());
        std::string lines;
        for (const auto& image : images)
            lines += fmt::format("{{\"image\":\"{}\",\"boxes\":[[5,5,50,50]]}}\n", image.path);
        test::write(file, lines);
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe = small();
        options.recipe.proposals = "file";
        options.proposalsFile = file;
        const auto made = test::must(extraction::runFeatures(options, resources_, {}));
        QVERIFY(made.images > 1);
        options.recipe = test::must(features::FeatureStore::open(made.file)).recipe();
        options.proposalsFile.clear();
        const auto again = test::must(extraction::runFeatures(options, resources_, {}));
        QCOMPARE(again.computed, 0);
        QCOMPARE(again.images, made.images);
        QCOMPARE(again.skipped.size(), images.size() - static_cast<std::size_t>(made.images));
        options.recipe.inputSize *= 2;
        const auto none = extraction::runFeatures(options, resources_, {});
        QCOMPARE(none.error().code, base::ErrorCode::BadInput);
        QVERIFY(none.error().remedy.find("--proposals FILE") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestFeatureJob)
#include "test_extract_features.moc"
