// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/exchange/demo_features.h"
#include "core/exchange/snippets.h"
#include "core/extraction/extract_features.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/image/decode.h"
#include "core/model/checkpoint_info.h"
#include "core/project/models_in_use.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace legenda;
using features::FeatureStore;
using test::must;
namespace fs = std::filesystem;

// The features that are shipped with the demo. Where this fails after a change of a recipe, a backbone, a proposer or a
// photograph: `legenda-cli demo --remake-features`.
class TestDemoFeatures : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                  fs::path(LEGENDA_SOURCE_DIR) / "datasets" / "demo"};

    features::Recipe recipeOf(project::ModelKind kind) {
        return must(model::readCheckpointInfo(must(project::chooseCheckpoint(resources_, {}, kind)))).recipe;
    }

 private Q_SLOTS:
    void areThoseOfTheShippedModels_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("alignment") << static_cast<int>(project::ModelKind::Alignment);
        QTest::newRow("caption") << static_cast<int>(project::ModelKind::Caption);
        QTest::newRow("region") << static_cast<int>(project::ModelKind::Region);
    }
    void areThoseOfTheShippedModels() {
        QFETCH(int, kind);
        const auto recipe = recipeOf(static_cast<project::ModelKind>(kind));
        const auto file = FeatureStore::fileFor(resources_.demo, recipe);
        QVERIFY2(fs::exists(file), "run legenda-cli demo --remake-features");
        const auto shipped = must(FeatureStore::open(file));
        QCOMPARE(shipped.recipe().hash(), recipe.hash());
        std::size_t photographs = 0;
        for (const auto& entry : fs::directory_iterator(resources_.demo / "images")) {
            const auto hash = must(base::sha256OfFile(entry.path()));
            const auto* found = shipped.find(exchange::shippedFeatureName(hash));
            QVERIFY2(found, entry.path().c_str());
            QCOMPARE(found->contentHash, hash);
            ++photographs;
        }
        QCOMPARE(shipped.size(), photographs);  // and none of one that has gone
        // What the networks make of a photograph today.
        const fs::path one = resources_.demo / "images" / "black_dog_wood.jpg";
        auto extractor = must(extraction::RegionExtractor::create(recipe, resources_));
        const auto fresh = must(extractor.regions(must(image::networkPicture(one, recipe.longestSide))));
        const auto* kept = shipped.find(exchange::shippedFeatureName(must(base::sha256OfFile(one))));
        // Another processor may round a score the other way and swap two proposals; a network that was changed moves
        // all of them.
        QCOMPARE(kept->boxes.size(), fresh.boxes.size());
        const auto there = std::ranges::count_if(fresh.boxes, [&](const base::Box& box) {
            return std::ranges::any_of(kept->boxes, [&](const base::Box& own) { return base::iou(own, box) > 0.95; });
        });
        QVERIFY2(there * 10 >= static_cast<std::ptrdiff_t>(fresh.boxes.size()) * 9, qPrintable(QString::number(there)));
        const auto frame = kept->toFloat();
        double most = 0, apart = 0;
        for (std::size_t i = 0; i < frame.cols; ++i) {
            most = std::max(most, std::abs(double(fresh.vectors(0, i))));
            apart = std::max(apart, std::abs(double(frame(0, i)) - double(fresh.vectors(0, i))));
        }
        QVERIFY2(apart < 0.01 * most, qPrintable(QStringLiteral("%1 of %2").arg(apart).arg(most)));
    }

    // A fresh demo has nothing to compute.
    void aFreshDemoHasThem() {
        const auto project = must(exchange::makeDemo(resources_, fs::path(dir_.path().toStdString()) / "fresh", {}));
        extraction::FeatureOptions options;
        options.project = project;
        options.recipe = recipeOf(project::ModelKind::Alignment);
        const auto report = must(extraction::runFeatures(options, resources_, {}));
        QCOMPARE(report.computed, std::int64_t{0});
        const auto store = must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
        const auto images = must(store.images());
        QCOMPARE(report.images, static_cast<std::int64_t>(images.size()));
        for (const auto& image : images) QVERIFY(image.width > 0 && !image.sha256.empty());
        QVERIFY(!fs::exists(project.parent_path() / "demo" / "features"));  // they lie in the project alone
    }

    // A photograph that was changed under its old name gets none of them.
    void anotherPhotographIsNotGivenThem() {
        const fs::path base = fs::path(dir_.path().toStdString()) / "changed";
        fs::create_directories(base);
        fs::copy(resources_.demo, base / "shipped", fs::copy_options::recursive);
        project::Resources changed = resources_;
        changed.demo = base / "shipped";
        fs::copy_file(changed.demo / "images" / "cat.jpg", changed.demo / "images" / "dog.jpg",
                      fs::copy_options::overwrite_existing);
        test::write(changed.demo / "images" / "cow.jpg", "no photograph");
        const auto project = must(exchange::makeDemo(changed, base / "home", {}));
        const auto features =
            must(FeatureStore::open(FeatureStore::fileFor(project, recipeOf(project::ModelKind::Alignment))));
        const auto store = must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
        std::map<std::string, const features::ImageFeatures*> of;
        for (const auto& image : must(store.images())) of[image.path] = features.find(image.uuid);
        QVERIFY(!of.at("cow.jpg"));
        QVERIFY(of.at("dog.jpg") && of.at("cat.jpg"));
        QCOMPARE(of.at("dog.jpg")->contentHash, of.at("cat.jpg")->contentHash);
        QVERIFY(of.at("dog.jpg")->boxes == of.at("cat.jpg")->boxes);
    }
};

QTEST_GUILESS_MAIN(TestDemoFeatures)
#include "test_demo_features.moc"
