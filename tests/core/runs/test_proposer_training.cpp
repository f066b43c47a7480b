// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/extraction/extract_features.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/model/checkpoint.h"
#include "core/runs/training_boxes.h"
#include "core/runs/training_job.h"
#include "tests/support/picture_project.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <thread>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// A region proposer through the jobs: trained on a project, then features by it.
class TestTrainProposer : public QObject {
    Q_OBJECT

    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    QTemporaryDir folder_;
    fs::path project_, images_;

    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

    runs::TrainRequest request() const {
        runs::TrainRequest request;
        request.project = project_;
        request.kind = "proposer";
        request.set = {{"backbone", "efficientnet-lite0"},
                       {"inputSize", "64"},
                       {"epochs", "2"},
                       {"batch", "4"},
                       {"channels", "8"},
                       {"anchors", "3"}};
        return request;
    }
    features::Recipe recipe() const {
        features::Recipe recipe;
        recipe.inputSize = 64;
        recipe.regions = 4;
        recipe.proposals = "learned";
        recipe.proposer = path("proposer.safetensors").string();
        return recipe;
    }

 private Q_SLOTS:
    void initTestCase() {
        project_ = path("p.legenda");
        images_ = path("images");
        tests::makePictureProject(project_, images_);
    }
    void trainsAndLeavesNoMaps() {
        auto first = request();
        first.out = path("proposer.safetensors");
        const auto report = must(runs::runTraining(first, resources_, {}));
        QCOMPARE(report.state, std::string("finished"));
        QCOMPARE(report.bestMetric, std::string("upper_bound"));
        const auto info = must(model::readCheckpointInfo(first.out));
        QCOMPARE(info.kind, std::string("proposer"));
        QCOMPARE(info.setting, std::string("b"));  // boxes of Entities, no words
        QCOMPARE(info.parents.at("backbone").get<std::string>(),
                 must(base::sha256OfFile(resources_.pretrained() / "efficientnet-lite0.safetensors")));
        QVERIFY(!fs::exists(project_ / "runs" / report.run / "maps.scratch"));
    }
    // Both halves, the right one in two boxes as well; the box without area and the picture that cannot be read are not
    // there.
    void boxesAsTheProjectHasThem() {
        trainers::ProposerOptions options;
        options.inputSize = 64;
        const auto store = must(store::ProjectStore::open(project_));
        const auto loaded = must(runs::loadBoxes(store, options, {}));
        QCOMPARE(loaded.data.train.size(), std::size_t{16});
        QCOMPARE(loaded.data.dev.size(), std::size_t{4});
        const auto& picture = loaded.data.train[0];
        QCOMPARE(picture.boxes,
                 (std::vector<base::Box>{{0, 0, 0.5, 1}, {0.5, 0, 0.5, 1}, {0.5, 0, 0.25, 1}, {0.75, 0, 0.25, 1}}));
        QCOMPARE(picture.mentions, (std::vector<double>{1, 2, 0, 0}));
    }
    void featuresByIt() {
        extraction::FeatureOptions options;
        options.project = project_;
        options.recipe = recipe();
        options.split = "dev";
        const auto report = must(extraction::runFeatures(options, resources_, {}));
        QCOMPARE(report.computed, std::int64_t{4});
        const auto store = must(features::FeatureStore::open(report.file));
        QCOMPARE(store.recipe().setting, std::string("b"));
        QCOMPARE(store.recipe().proposalsHash, must(base::sha256OfFile(path("proposer.safetensors"))));
        const auto image = must(must(store::ProjectStore::open(project_)).images("dev"))[0];
        const auto* found = store.find(image.uuid);
        QCOMPARE(found->boxes.size(), std::size_t{5});
        QCOMPARE(found->boxes[0], (base::Box{0, 0, 96, 48}));
        QCOMPARE(found->scores[0], 1.0F);
        for (std::size_t i = 1; i < found->boxes.size(); ++i) {
            const auto& box = found->boxes[i];
            QVERIFY(box.area() > 0 && box.right() <= 96.001 && box.bottom() <= 48.001);
            QVERIFY(found->scores[i] >= 0 && found->scores[i] < 1);
        }
        // The vectors are those of the boxes themselves.
        auto extractor = must(extraction::RegionExtractor::create(recipe(), resources_));
        const auto again = must(extractor.boxVectors(must(image::decode(image.file)), found->boxes));
        const auto stored = found->toFloat();
        for (std::size_t k = 0; k < again.data.size(); ++k)
            QVERIFY(std::abs(again.data[k] - stored.data[k]) < 0.02F * std::max(1.0F, std::abs(stored.data[k])));
    }
    void proposerOfAnotherBackbone() {
        auto other = recipe();
        other.backbone = std::string("efficientnet-lite2");
        const auto refused = extraction::RegionExtractor::create(other, resources_);
        QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        QVERIFY(refused.error().message.find("proposer.safetensors") != std::string::npos);
        auto larger = recipe();
        larger.inputSize = 96;
        QCOMPARE(extraction::RegionExtractor::create(larger, resources_).error().code, base::ErrorCode::BadInput);
    }
    void shippedProposerIsFoundByItsBackbone() {
        const project::Resources own{path("resources"), resources_.demo};
        fs::create_directories(own.pretrained());
        fs::copy_file(resources_.pretrained() / "efficientnet-lite0.safetensors",
                      own.pretrained() / "efficientnet-lite0.safetensors");
        auto unnamed = recipe();
        unnamed.proposer.clear();
        QCOMPARE(extraction::RegionExtractor::create(unnamed, own).error().code, base::ErrorCode::Unsupported);
        fs::copy_file(path("proposer.safetensors"), own.pretrained() / "proposer-lite0.safetensors");
        const auto extractor = must(extraction::RegionExtractor::create(unnamed, own));
        QCOMPARE(extractor.recipe().hash(), must(extraction::RegionExtractor::create(recipe(), own)).recipe().hash());
    }
    // As two programs would: each run has its own id and folder.
    void twoThatBeginAtOnce() {
        std::array<base::Result<runs::TrainReport>, 2> reports;
        {
            std::vector<std::jthread> both;
            for (auto& report : reports)
                both.emplace_back([&] { report = runs::runTraining(request(), resources_, {}); });
        }
        const auto first = must(reports[0]), second = must(reports[1]);
        QVERIFY(first.run != second.run);
        for (const auto& report : {first, second}) {
            QCOMPARE(report.state, std::string("finished"));
            QCOMPARE(report.checkpoint.parent_path().filename().string(), report.run);
            QVERIFY(fs::exists(report.checkpoint));
        }
    }
    void projectWithoutBoxes() {
        auto store = must(store::ProjectStore::create(path("bare.legenda")));
        store::NewImage image;
        image.path = "i0.png";
        image.split = "train";
        image.captions = {"a red wall"};
        must(store.addImages(images_, "folder", {image}));
        auto bare = request();
        bare.project = path("bare.legenda");
        const auto refused = runs::runTraining(bare, resources_, {});
        QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        QVERIFY(refused.error().message.find("Entities") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTrainProposer)
#include "test_proposer_training.moc"
