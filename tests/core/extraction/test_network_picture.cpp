// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/extraction/box_vectors.h"
#include "core/extraction/decoded_pixels.h"
#include "core/extraction/extract_features.h"
#include "core/extraction/pack_pixels.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/features/packed_pixels.h"
#include "core/image/decode.h"
#include "core/image/resize.h"
#include "core/inference/predictor.h"
#include "core/model/captioner.h"
#include "core/model/checkpoint_info.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/read_only.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

namespace {

double apart(std::span<const float> a, std::span<const float> b) {
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        size += a[i] * a[i];
    }
    return std::sqrt(difference / size);
}

double cosine(std::span<const float> a, std::span<const float> b) {
    double both = 0, ownA = 0, ownB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) both += a[i] * b[i], ownA += a[i] * a[i], ownB += b[i] * b[i];
    return both / std::sqrt(ownA * ownB);
}

constexpr double kHalfPrecision = 2e-3;  // what feature files round to
constexpr int kSide = 96;                // of the network's input, small and quick

}  // namespace

// The networks see one and the same picture whichever way they come to it, also where the file is far larger.
class TestNetworkPicture : public QObject {
    Q_OBJECT

    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path root_, project_, images_;

    static features::Recipe small(int longestSide) {
        features::Recipe recipe;
        recipe.inputSize = kSide;
        recipe.proposals = "grid";
        recipe.regions = 3;
        recipe.longestSide = longestSide;
        return recipe;
    }
    extraction::FeatureReport features(const features::Recipe& recipe, const fs::path& project) const {
        extraction::FeatureOptions options;
        options.project = project;
        options.recipe = recipe;
        return must(extraction::runFeatures(options, resources_, {}));
    }
    extraction::FeatureReport features(const features::Recipe& recipe) const { return features(recipe, project_); }
    store::ImageRecord image(const char* name) const {
        return *must(must(store::ProjectStore::open(project_, store::ProjectStore::Mode::Read)).imageByPath(name));
    }
    // A project of these pictures by name.
    fs::path makeProject(const char* name, const std::vector<std::string>& pictures) const {
        std::vector<store::NewImage> records;
        for (const auto& picture : pictures) {
            store::NewImage record;
            record.path = picture;
            record.split = "dev";
            records.push_back(record);
        }
        must(must(store::ProjectStore::create(root_ / name)).addImages(images_, "folder", records));
        return root_ / name;
    }

 private Q_SLOTS:
    void initTestCase() {
        root_ = folder_.path().toStdString();
        images_ = root_ / "images";
        const auto photo = must(image::decode(resources_.demo / "images/dog.jpg"));
        const double share = 3000.0 / std::max(photo.width, photo.height);
        for (const auto& [name, scale] :
             {std::pair{"large.jpg", share}, {"own.jpg", 1.0}, {"fits.png", 0.05 * share}}) {
            auto copy = image::resize(photo, static_cast<int>(std::lround(photo.width * scale)),
                                      static_cast<int>(std::lround(photo.height * scale)));
            copy.fullWidth = copy.width;
            copy.fullHeight = copy.height;
            must(image::encode(copy, images_ / name));
        }
        project_ = makeProject("p.legenda", {"large.jpg", "own.jpg", "fits.png"});
    }

    void everyWayShowsTheSamePicture_data() {
        QTest::addColumn<int>("frameSize");
        QTest::newRow("the frame is pooled") << 0;
        QTest::newRow("the frame has its own pass") << 128;
    }
    void everyWayShowsTheSamePicture() {
        QFETCH(int, frameSize);
        auto recipe = small(200);
        recipe.frameSize = frameSize;
        const auto made = features(recipe);
        const auto stored = must(features::FeatureStore::open(made.file));
        auto extractor = must(extraction::RegionExtractor::create(recipe, resources_));
        for (const char* name : {"large.jpg", "own.jpg", "fits.png"}) {
            const auto record = image(name);
            const auto* found = stored.find(record.uuid);
            const auto own = found->toFloat();
            // Boxes stay in pixels of the full-size image.
            const auto size = must(image::decode(images_ / name));
            QVERIFY((found->boxes[0] == base::Box{0, 0, double(size.width), double(size.height)}));

            const auto picture = must(image::networkPicture(images_ / name, 200));
            QVERIFY(std::max(picture.width, picture.height) <= 200);
            const auto frame = must(extractor.frameVector(picture));
            QVERIFY(apart(frame.row(0), own.row(0)) < kHalfPrecision);
            QVERIFY(apart(must(extractor.cropVectors(picture, {found->boxes[0]})).row(0), frame.row(0)) < 1e-6);
            const auto drawn = must(extractor.boxVectors(picture, found->boxes));
            if (frameSize == 0) QVERIFY(apart(drawn.row(0), frame.row(0)) < 1e-6);
            for (std::size_t r = 1; r < own.rows; ++r) QVERIFY(apart(drawn.row(r), own.row(r)) < kHalfPrecision);

            for (const auto view : {extraction::BoxView::Pooled, extraction::BoxView::Crop}) {
                const auto drawnBoxes = must(extraction::boxVectors({project_, recipe, view, "cpu"},
                                                                    {{record, {found->boxes[1]}}}, resources_, {}));
                QVERIFY(drawnBoxes.skipped.empty());
                const auto& rows = drawnBoxes.rows.at(0);
                QVERIFY(apart(rows.row(0), own.row(0)) < kHalfPrecision);
                if (view == extraction::BoxView::Pooled) QVERIFY(apart(rows.row(1), own.row(1)) < kHalfPrecision);
            }
        }
    }

    // Other boxes are added to the file of the earlier ones, which stay; a file of one set of boxes goes.
    void editedBoxesLeaveNoNewFile() {
        auto recipe = small(190);  // of no other test
        recipe.frameSize = 0;
        const auto record = image("own.jpg"), other = image("fits.png");
        const auto files = [&] {
            std::set<fs::path> all;
            for (const auto& entry : fs::directory_iterator(project_ / "features")) all.insert(entry.path());
            return all;
        };
        features(recipe);
        auto former = recipe;
        former.proposals = "file";
        former.proposalsHash = "boxes:" + recipe.hash() + ":0123";
        must(features::FeatureStore::openForAppend(features::FeatureStore::fileFor(project_, former), former, 8));
        const auto before = files();
        const auto vectors = [&](const base::Box& box) {
            return must(extraction::boxVectors({project_, recipe, extraction::BoxView::Pooled, "cpu"},
                                               {{record, {box}}, {other, {{1, 1, 8, 8}}}}, resources_, {}))
                .rows;
        };
        const auto first = vectors({2, 2, 60, 60});
        const auto made = files();
        QVERIFY(made.size() == before.size() && !made.contains(features::FeatureStore::fileFor(project_, former)));
        const auto size = [&] {
            std::uintmax_t bytes = 0;
            for (const auto& file : files()) bytes += fs::file_size(file);
            return bytes;
        };
        const auto bytes = size();
        const auto edited = vectors({90, 90, 120, 120});
        QVERIFY(files() == made && size() > bytes);
        QVERIFY(first[0].data != edited[0].data && first[1].data == edited[1].data);
        const auto grown = size();
        QVERIFY(vectors({2, 2, 60, 60})[0].data == first[0].data &&
                vectors({90, 90, 120, 120})[0].data == edited[0].data);
        QCOMPARE(size(), grown);
    }

    // Packed pixels and those that a training decodes are the squares that features are made from.
    void trainingsSeeThatPicture() {
        extraction::PixelsOptions options;
        options.project = project_;
        options.file = root_ / "pixels";
        options.side = kSide;
        options.longestSide = 200;
        QCOMPARE(must(extraction::packPixels(options, {})).images, std::int64_t{3});
        const auto packed = must(features::PackedPixels::open(options.file));
        auto recipe = small(200);
        const auto stored = must(features::FeatureStore::open(features(recipe).file));
        auto extractor = must(extraction::RegionExtractor::create(recipe, resources_));
        for (const char* name : {"large.jpg", "own.jpg", "fits.png"}) {
            const auto record = image(name);
            base::Picture square;
            square.width = square.height = square.fullWidth = square.fullHeight = kSide;
            square.rgb.resize(kSide * kSide * 3);
            must(packed.read(*packed.find(record.uuid), square.rgb.data()));
            std::vector<std::uint8_t> decoded(square.rgb.size());
            must(extraction::DecodedPixels({images_ / name}, kSide, 200).read(0, decoded.data()));
            QVERIFY(decoded == square.rgb);
            const auto frame = must(extractor.frameVector(square));
            QVERIFY(apart(frame.row(0), stored.find(record.uuid)->toFloat().row(0)) < kHalfPrecision);
        }
    }

    // The same photograph saved at several sizes has nearly the same vectors; without a longest side it has not.
    void theSizeOfTheFileHardlyMatters() {
        const auto nearness = [&](int longestSide) {
            auto recipe = small(longestSide);
            recipe.inputSize = 288;
            auto extractor = must(extraction::RegionExtractor::create(recipe, resources_));
            const auto vectorOf = [&](const char* name) {
                return must(extractor.frameVector(must(image::networkPicture(images_ / name, longestSide))));
            };
            return cosine(vectorOf("large.jpg").row(0), vectorOf("own.jpg").row(0));
        };
        QVERIFY2(nearness(200) > 0.995, qPrintable(QString::number(nearness(200))));
    }

    void aPictureThatWasNotReducedIsRefused() {
        auto extractor = must(extraction::RegionExtractor::create(small(200), resources_));
        const auto whole = must(image::decode(images_ / "own.jpg"));
        QCOMPARE(extractor.regions(whole).error().code, base::ErrorCode::Internal);
        QCOMPARE(extractor.frameVector(whole).error().code, base::ErrorCode::Internal);
        QCOMPARE(extractor.boxVectors(whole, {{1, 1, 50, 50}}).error().code, base::ErrorCode::Internal);
        QCOMPARE(extractor.cropVectors(whole, {{1, 1, 50, 50}}).error().code, base::ErrorCode::Internal);
    }

    // What was made before there was a longest side is taken over where the picture fits, and nothing else is.
    void earlierFeaturesAreTakenOver() {
        const auto project = makeProject("earlier.legenda", {"large.jpg", "fits.png"});
        const auto before = features(small(0), project);
        QCOMPARE(before.computed, std::int64_t{2});
        const auto after = features(small(200), project);
        QCOMPARE(after.takenOver, std::int64_t{1});
        QCOMPARE(after.computed, std::int64_t{1});
        QCOMPARE(after.images, std::int64_t{2});
        QVERIFY(after.recipe != before.recipe);
        const auto old = must(features::FeatureStore::open(before.file)),
                   now = must(features::FeatureStore::open(after.file));
        for (const auto& record :
             must(must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read)).images())) {
            const auto *a = old.find(record.uuid), *b = now.find(record.uuid);
            QCOMPARE(a->boxes, b->boxes);
            QCOMPARE(a->contentHash, b->contentHash);
            QCOMPARE(std::ranges::equal(a->vectors, b->vectors), record.path == "fits.png");
        }
        const auto again = features(small(200), project);
        QCOMPARE(again.takenOver + again.computed, std::int64_t{0});
        // A picture that has changed since is looked at anew.
        const auto changing = makeProject("changing.legenda", {"fits.png"});
        (void)features(small(0), changing);
        auto other = must(image::decode(images_ / "fits.png"));
        std::ranges::fill(other.rgb, std::uint8_t{90});
        must(image::encode(other, images_ / "fits.png"));
        QCOMPARE(features(small(200), changing).changed, std::int64_t{1});
    }

    // A project that cannot be written is read from what was made before.
    void earlierFeaturesOfAReadOnlyProject() {
        const auto fitting = makeProject("fitting.legenda", {"fits.png"}),
                   mixed = makeProject("mixed.legenda", {"fits.png", "own.jpg"});
        const auto written = features(small(0), fitting);
        (void)features(small(0), mixed);
        const test::ReadOnly a(fitting), b(mixed);
        if (!a.made() || !b.made()) QSKIP("no folder can be made read-only here");
        const auto read = features(small(200), fitting);
        QCOMPARE(read.images, std::int64_t{1});
        QCOMPARE(read.computed + read.takenOver, std::int64_t{0});
        QVERIFY(read.file == written.file);
        extraction::FeatureOptions options;
        options.project = mixed;
        options.recipe = small(200);
        QCOMPARE(extraction::runFeatures(options, resources_, {}).error().key, std::string(store::kReadOnly));
    }

    // In the window: a box that covers the whole image, and any box beside the frame's vector, with and without
    // features.
    void theEngineShowsIt() {
        const auto region = resources_.pretrained() / "region-paper.safetensors";
        const auto captioner = must(model::Captioner::load(region));
        const auto& recipe = captioner.info().recipe;
        QVERIFY(recipe.longestSide > 0 && captioner.contextInput());
        const fs::path file = images_ / "large.jpg";
        auto extractor = must(extraction::RegionExtractor::create(recipe, resources_));
        const auto picture = must(image::networkPicture(file, recipe.longestSide));
        const double w = picture.fullWidth, h = picture.fullHeight;
        const std::vector<base::Box> boxes{{0, 0, w, h}, {0.2 * w, 0.3 * h, 0.5 * w, 0.4 * h}};
        const auto vectors = must(extractor.boxVectors(picture, boxes)), frame = must(extractor.frameVector(picture));
        base::Matrix rows(2, 2 * vectors.cols);
        for (std::size_t r = 0; r < 2; ++r) {
            std::ranges::copy(vectors.row(r), rows.row(r).begin());
            std::ranges::copy(frame.row(0), rows.row(r).begin() + static_cast<std::ptrdiff_t>(vectors.cols));
        }
        const auto expected = must(captioner.caption({rows}, {}, {}));

        const auto project = makeProject("window.legenda", {"large.jpg"});
        const auto uuid =
            must(must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read)).images())[0].uuid;
        const auto compare = [&](double tolerance) {
            inference::Predictor engine(resources_, project, {});
            const auto found = must(engine.caption(file, uuid, boxes, false, {}, {}));
            for (std::size_t r = 0; r < 2; ++r) {
                QCOMPARE(found[r].captions.front().text, expected[r].front().text);
                QVERIFY(std::abs(found[r].captions.front().logProb - expected[r].front().logProb) < tolerance);
            }
        };
        compare(1e-3);
        (void)features(recipe, project);
        compare(0.05);
    }

    // The shipped models see what new features are made from, and name each other by the hashes that their files have.
    void shippedCheckpoints() {
        std::set<std::string> known;
        std::vector<model::CheckpointInfo> infos;
        for (const auto& entry : fs::directory_iterator(resources_.pretrained())) {
            if (entry.path().extension() != ".safetensors") continue;
            known.insert(must(base::sha256OfFile(entry.path())));
            const auto info = model::readCheckpointInfo(entry.path());
            if (info && (info->kind == "alignment" || info->kind == "caption" || info->kind == "region"))
                infos.push_back(*info);
        }
        QVERIFY(infos.size() >= 3);
        for (const auto& info : infos) {
            const auto name = info.path.filename().string();
            QVERIFY2(info.recipe.longestSide == features::kLongestSide, name.c_str());
            for (const char* role : {"backbone", "alignment"})
                if (const auto parent = info.parents.value(role, ""); !parent.empty())
                    QVERIFY2(known.contains(parent), name.c_str());
            QVERIFY2(known.contains(info.recipe.backboneHash), name.c_str());
        }
    }

    // The name of features made before is the one they had.
    void withoutALongestSideTheNameIsTheOldOne() {
        features::Recipe recipe;
        recipe.backboneHash = must(base::sha256OfFile(resources_.pretrained() / "efficientnet-lite0.safetensors"));
        QCOMPARE(recipe.hash(), std::string("7dfcc49a7ea027b6"));
        QCOMPARE(features::withoutLongestSide(features::newRecipe()).hash(), features::Recipe{}.hash());
        QVERIFY(features::newRecipe().hash() != features::Recipe{}.hash());
        auto json = base::optionsToJson(features::Recipe{});
        json.erase("longestSide");
        features::Recipe read = features::newRecipe();
        must(base::optionsFromJson(read = features::Recipe{}, json, "an old checkpoint"));
        QCOMPARE(read.longestSide, 0);
    }
};

QTEST_GUILESS_MAIN(TestNetworkPicture)
#include "test_network_picture.moc"
