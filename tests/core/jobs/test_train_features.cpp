// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/features/feature_store.h"
#include "core/features/packed_pixels.h"
#include "core/image/decode.h"
#include "core/image/resize.h"
#include "core/jobs/decoded_pixels.h"
#include "core/jobs/feature_extractor.h"
#include "core/jobs/feature_job.h"
#include "core/jobs/pixels_job.h"
#include "core/jobs/train_job.h"
#include "core/jobs/train_pictures.h"
#include "core/model/checkpoint.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/picture_world.h"

#include <fmt/format.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// Fine-tuning of a backbone through the job: a project of two-coloured pictures with Entities.
class TestTrainFeatures : public QObject {
    Q_OBJECT

    const jobs::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                     fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path project_, images_;

    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

    // Twice as wide as they are high, so that boxes must be brought to shares of both sides.
    static base::Picture pictureOf(const tests::ColourPixels& pixels, std::size_t i) {
        base::Picture square;
        square.width = square.height = square.fullWidth = square.fullHeight = tests::kPictureSide;
        square.rgb.resize(tests::kPictureSide * tests::kPictureSide * 3);
        must(pixels.read(i, square.rgb.data()));
        auto wide = image::resize(square, 2 * tests::kPictureSide, tests::kPictureSide);
        wide.fullWidth = wide.width;
        wide.fullHeight = wide.height;
        return wide;
    }

    jobs::TrainRequest request() const {
        jobs::TrainRequest request;
        request.project = project_;
        request.kind = "features";
        request.set = {{"backbone", "efficientnet-lite0"},
                       {"inputSize", "36"},
                       {"epochs", "1"},
                       {"batch", "8"},
                       {"frozenBlocks", "13"},
                       {"minCount", "1"},
                       {"embedding", "16"},
                       {"frameEmbedding", "16"},
                       {"hidden", "24"},
                       {"wordVectors", "12"},
                       {"learningRate", "0.01"},
                       {"backboneRate", "0.02"}};
        return request;
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = path("p.legenda");
        images_ = path("images");
        const tests::PictureWorld world(16, 4);
        std::vector<store::NewImage> images;
        for (std::size_t i = 0; i < 20; ++i) {
            const auto& picture = i < 16 ? world.data.train[i] : world.data.dev[i - 16];
            store::NewImage image;
            image.path = fmt::format("i{}.png", i);
            image.split = i < 16 ? "train" : "dev";
            image.captions = picture.sentences;
            store::EntitySentenceRecord first{0, 0, 0, picture.sentences[0] + " .", {}},
                second{0, 0, 1, picture.sentences[1], {}};
            const auto words = [](const std::string& sentence, int start, int end) {
                std::istringstream in(sentence);
                std::string all, word;
                for (int n = 0; in >> word; ++n)
                    if (n >= start && n < end) all += (all.empty() ? "" : " ") + word;
                return all;
            };
            first.mentions = {{"1", 0, 2, words(first.text, 0, 2), "other"},
                              {"2", 3, 5, words(first.text, 3, 5), "other"}};
            second.mentions = {{"2", 1, 3, words(second.text, 1, 3), "other"}, {"3", 0, 1, "a", "other"}};
            image.entitySentences = {first, second};
            const double side = tests::kPictureSide;
            // The right half in two boxes of one chain; a box without area; chain 3 has none.
            image.entityBoxes = {{0, "1", {0, 0, side, side}},
                                 {0, "2", {side, 0, side / 2, side}},
                                 {0, "2", {1.5 * side, 0, side / 2, side}},
                                 {0, "4", {5, 5, 0, 3}}};
            must(image::encode(pictureOf(world.pixels, i), images_ / image.path));
            images.push_back(std::move(image));
        }
        store::NewImage broken;
        broken.path = "broken.png";
        broken.split = "train";
        broken.captions = {"red wall"};
        test::write(images_ / "broken.png", "no image");
        images.push_back(broken);
        must(must(store::ProjectStore::create(project_)).addImages(images_, "folder", images));
    }

    void picturesAsTheProjectHasThem() {
        const auto store = must(store::ProjectStore::open(project_));
        const auto loaded = must(jobs::loadPictures(store, {}, 30, 1, {}));
        QCOMPARE(loaded.data.train.size(), std::size_t{16});
        QCOMPARE(loaded.data.dev.size(), std::size_t{4});
        QCOMPARE(loaded.remarks.size(), std::size_t{1});  // of the broken image
        QCOMPARE(loaded.pixels->side(), 30);
        const auto& picture = loaded.data.train[0];
        QCOMPARE(picture.boxes, (std::vector<base::Box>{{0, 0, 0.5, 1}, {0.5, 0, 0.5, 1}}));
        QCOMPARE(picture.phrases.size(), std::size_t{3});
        const auto& last = picture.phrases[2];
        QVERIFY(last.sentence == 1 && last.begin == 1 && last.end == 3 && last.box == 1);
        // Its pixels are those that features are made from.
        std::vector<std::uint8_t> rgb(30 * 30 * 3);
        must(loaded.pixels->read(picture.number, rgb.data()));
        const auto decoded = must(image::decode(images_ / "i0.png"));
        QVERIFY(rgb == image::resize(decoded, 30, 30).rgb);
    }

    void packedPixelsAreTheDecodedOnes() {
        const auto report = must(jobs::packPixels({project_, path("pixels"), 40, "train", 2}, {}));
        QCOMPARE(report.images, std::int64_t{16});
        QCOMPARE(report.skipped.size(), std::size_t{1});
        QCOMPARE(report.skipped[0].image, std::string("broken.png"));
        const auto packed = must(features::PackedPixels::open(path("pixels")));
        const jobs::DecodedPixels decoded({images_ / "i5.png"}, 40);
        std::vector<std::uint8_t> a(40 * 40 * 3), b(a.size());
        must(packed.read(5, a.data()));
        must(decoded.read(0, b.data()));
        QVERIFY(a == b);
        QVERIFY(!jobs::DecodedPixels({images_ / "broken.png"}, 40).read(0, b.data()));

        std::stop_source stop;
        const base::JobContext stopped{stop.get_token(), [&](const base::Progress& p) {
                                           if (p.done == 3) stop.request_stop();
                                       }};
        const auto cut = jobs::packPixels({project_, path("cut"), 40, "", 1}, stopped);
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, base::ErrorCode::Cancelled);
        QVERIFY(!fs::exists(path("cut")));
    }

    void trainedBackboneMakesOtherFeatures() {
        auto first = request();
        first.out = path("tuned.safetensors");
        const auto report = must(jobs::runTraining(first, resources_, {}));
        QCOMPARE(report.state, std::string("finished"));
        QCOMPARE(report.bestMetric, std::string("rsum"));
        const auto info = must(model::readCheckpointInfo(first.out));
        QCOMPARE(info.kind, std::string("backbone"));
        QCOMPARE(info.setting, std::string("c"));
        QCOMPARE(info.options.at("inputSize").get<int>(), 36);
        QCOMPARE(info.parents.at("backbone").get<std::string>(),
                 must(base::sha256OfFile(resources_.pretrained() / "efficientnet-lite0.safetensors")));

        jobs::FeatureOptions features;
        features.project = project_;
        features.recipe.proposals = "whole";
        features.recipe.inputSize = 64;
        features.split = "dev";
        const auto before = must(jobs::runFeatures(features, resources_, {}));
        features.recipe.backbone = first.out.string();
        const auto after = must(jobs::runFeatures(features, resources_, {}));
        QVERIFY(before.file != after.file);
        const auto a = must(features::FeatureStore::open(before.file)),
                   b = must(features::FeatureStore::open(after.file));
        QCOMPARE(b.recipe().backboneHash, must(base::sha256OfFile(first.out)));
        QCOMPARE(b.recipe().backbone, first.out.string());
        QCOMPARE(a.recipe().setting, std::string("a"));
        QCOMPARE(b.recipe().setting, std::string("c"));  // it was trained on phrases with boxes
        const auto image = must(must(store::ProjectStore::open(project_)).images("dev"))[0].uuid;
        const auto x = a.find(image)->toFloat(), y = b.find(image)->toFloat();
        double apart = 0, size = 0;
        for (std::size_t d = 0; d < x.cols; ++d) {
            apart += std::abs(x(0, d) - y(0, d));
            size += std::abs(x(0, d));
        }
        QVERIFY2(apart > 0.01 * size && apart < size, fmt::format("{} of {}", apart, size).c_str());
    }

    // A network that is shipped beside the built-in ones goes by its file's name.
    void shippedBackboneByName() {
        jobs::Resources own{path("resources"), resources_.demo};
        fs::create_directories(own.pretrained());
        fs::copy_file(path("tuned.safetensors"), own.pretrained() / "tuned.safetensors");
        features::Recipe recipe;
        recipe.backbone = "tuned";
        const auto extractor = must(jobs::FeatureExtractor::create(recipe, own));
        QCOMPARE(extractor.recipe().backboneHash, must(base::sha256OfFile(path("tuned.safetensors"))));
        recipe.backbone = "another";
        QCOMPARE(jobs::FeatureExtractor::create(recipe, own).error().code, base::ErrorCode::BadInput);
    }

    // The same run from packed pixels, which is what a machine without a decoder has.
    void packedPixelsGiveTheSameBackbone() {
        must(jobs::packPixels({project_, path("all"), 40, "", 1}, {}));
        auto decoded = request(), packed = request();
        decoded.out = path("decoded.safetensors");
        packed.out = path("packed.safetensors");
        packed.set["pixels"] = path("all").string();
        must(jobs::runTraining(decoded, resources_, {}));
        must(jobs::runTraining(packed, resources_, {}));
        const auto a = must(model::readTensorFile(decoded.out)), b = must(model::readTensorFile(packed.out));
        for (const auto& [name, stored] : a.tensors) QVERIFY2(b.tensors.at(name).bytes == stored.bytes, name.c_str());
    }

    void refusals_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("named");
        const auto bad = static_cast<int>(base::ErrorCode::BadInput), io = static_cast<int>(base::ErrorCode::Io);
        QTest::newRow("no such backbone") << "backbone"
                                          << "resnet" << io << "resnet";
        QTest::newRow("a backbone's file that is none")
            << "backbone" << LEGENDA_SOURCE_DIR "/resources/pretrained/caption-paper.safetensors" << bad
            << "caption-paper";
        QTest::newRow("no pixels") << "pixels"
                                   << "/nowhere/pixels" << io << "/nowhere/pixels";
        QTest::newRow("more blocks than there are") << "frozenBlocks"
                                                    << "17" << bad << "16 blocks";
        QTest::newRow("input too small") << "inputSize"
                                         << "8" << static_cast<int>(base::ErrorCode::Usage) << "inputSize";
    }
    void refusals() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(int, code);
        QFETCH(QString, named);
        auto wrong = request();
        wrong.set[key.toStdString()] = value.toStdString();
        const auto refused = jobs::runTraining(wrong, resources_, {});
        QVERIFY(!refused);
        QVERIFY2(static_cast<int>(refused.error().code) == code, refused.error().message.c_str());
        QVERIFY2(refused.error().message.find(named.toStdString()) != std::string::npos,
                 refused.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestTrainFeatures)
#include "test_train_features.moc"
