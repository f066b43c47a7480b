// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/extraction/decoded_pixels.h"
#include "core/extraction/extract_features.h"
#include "core/extraction/pack_pixels.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/features/packed_pixels.h"
#include "core/image/decode.h"
#include "core/image/resize.h"
#include "core/model/checkpoint.h"
#include "core/runs/training_job.h"
#include "core/runs/training_pictures.h"
#include "core/store/project_store.h"
#include "core/trainers/backbone/picture_quality_impl.h"
#include "tests/support/check.h"
#include "tests/support/picture_project.h"

#include <fmt/format.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// Fine-tuning of a backbone through the job: a project of two-coloured pictures with Entities.
class TestTrainFeatures : public QObject {
    Q_OBJECT

    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path project_, images_;

    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

    runs::TrainRequest request() const {
        runs::TrainRequest request;
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
        tests::makePictureProject(project_, images_);
    }

    void picturesAsTheProjectHasThem() {
        const auto store = must(store::ProjectStore::open(project_));
        const auto loaded = must(runs::loadPictures(store, {}, 30, 0, 1, {}));
        QCOMPARE(loaded.data.train.size(), std::size_t{16});
        QCOMPARE(loaded.data.dev.size(), std::size_t{4});
        QCOMPARE(loaded.notes.size(), std::size_t{1});  // of the broken image
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

    // The losses that the augmentation gives are those of a real encoder; grey, since that one subsamples colour.
    void lossesAreThoseOfAnEncoder() {
        auto photo = image::resize(must(image::decode(resources_.demo / "images/dog.jpg")), 160, 160);
        for (std::size_t i = 0; i < photo.rgb.size(); i += 3) photo.rgb[i] = photo.rgb[i + 2] = photo.rgb[i + 1];
        must(image::encode(photo, path("grey.jpg")));  // quality 92
        const auto coded = must(image::decode(path("grey.jpg")));
        const auto apart = [](const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
            double sum = 0;
            for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(int(a[i]) - int(b[i]));
            return sum / static_cast<double>(a.size());
        };
        const auto lost = trainers::withJpegLosses({160, photo.rgb}, 92);
        // What is left between the two is how decoders round.
        const double real = apart(photo.rgb, coded.rgb), left = apart(lost.rgb, coded.rgb);
        QVERIFY2(real > 0.5 && left < 0.5 && left < real / 2, qPrintable(QString("%1, %2").arg(real).arg(left)));
    }

    void packedPixelsAreTheDecodedOnes() {
        const auto report = must(extraction::packPixels({project_, path("pixels"), 40, 0, "train", 2}, {}));
        QCOMPARE(report.images, std::int64_t{16});
        QCOMPARE(report.skipped.size(), std::size_t{1});
        QCOMPARE(report.skipped[0].image, std::string("broken.png"));
        const auto packed = must(features::PackedPixels::open(path("pixels")));
        const extraction::DecodedPixels decoded({images_ / "i5.png"}, 40, 0);
        std::vector<std::uint8_t> a(40 * 40 * 3), b(a.size());
        must(packed.read(5, a.data()));
        must(decoded.read(0, b.data()));
        QVERIFY(a == b);
        QVERIFY(!extraction::DecodedPixels({images_ / "broken.png"}, 40, 0).read(0, b.data()));

        std::stop_source stop;
        const base::JobContext stopped{stop.get_token(), [&](const base::Progress& p) {
                                           if (p.done == 3) stop.request_stop();
                                       }};
        const auto cut = extraction::packPixels({project_, path("cut"), 40, 0, "", 1}, stopped);
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, base::ErrorCode::Cancelled);
        QVERIFY(!fs::exists(path("cut")));
    }

    void trainedBackboneMakesOtherFeatures() {
        auto first = request();
        first.out = path("tuned.safetensors");
        const auto report = must(runs::runTraining(first, resources_, {}));
        QCOMPARE(report.state, std::string("finished"));
        QCOMPARE(report.bestMetric, std::string("rsum"));
        const auto info = must(model::readCheckpointInfo(first.out));
        QCOMPARE(info.kind, std::string("backbone"));
        QCOMPARE(info.setting, std::string("c"));
        QCOMPARE(info.options.at("inputSize").get<int>(), 36);
        QCOMPARE(info.parents.at("backbone").get<std::string>(),
                 must(base::sha256OfFile(resources_.pretrained() / "efficientnet-lite0.safetensors")));

        extraction::FeatureOptions features;
        features.project = project_;
        features.recipe.proposals = "whole";
        features.recipe.inputSize = 64;
        features.split = "dev";
        const auto before = must(extraction::runFeatures(features, resources_, {}));
        features.recipe.backbone = first.out.string();
        const auto after = must(extraction::runFeatures(features, resources_, {}));
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
        project::Resources own{path("resources"), resources_.demo};
        fs::create_directories(own.pretrained());
        fs::copy_file(path("tuned.safetensors"), own.pretrained() / "tuned.safetensors");
        features::Recipe recipe;
        recipe.backbone = "tuned";
        const auto extractor = must(extraction::RegionExtractor::create(recipe, own));
        QCOMPARE(extractor.recipe().backboneHash, must(base::sha256OfFile(path("tuned.safetensors"))));
        recipe.backbone = "another";
        QCOMPARE(extraction::RegionExtractor::create(recipe, own).error().code, base::ErrorCode::BadInput);
    }

    // The same run from packed pixels, which is what a machine without a decoder has.
    void packedPixelsGiveTheSameBackbone() {
        must(extraction::packPixels({project_, path("all"), 40, 0, "", 1}, {}));
        auto decoded = request(), packed = request();
        decoded.out = path("decoded.safetensors");
        packed.out = path("packed.safetensors");
        packed.set["pixels"] = path("all").string();
        must(runs::runTraining(decoded, resources_, {}));
        must(runs::runTraining(packed, resources_, {}));
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
        const auto refused = runs::runTraining(wrong, resources_, {});
        QVERIFY(!refused);
        QVERIFY2(static_cast<int>(refused.error().code) == code, refused.error().message.c_str());
        QVERIFY2(refused.error().message.find(named.toStdString()) != std::string::npos,
                 refused.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestTrainFeatures)
#include "test_backbone_training.moc"
