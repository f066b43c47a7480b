// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/script.h>  // before Qt, whose keywords are names of its

#include "core/base/hash.h"
#include "core/extraction/extract_features.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/image/decode.h"
#include "core/model/torchscript_backbone.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace legenda;
using namespace legenda::test;
namespace fs = std::filesystem;

namespace {

const char* const kMap = "def forward(self, x):\n    return torch.avg_pool2d(x, [8, 8])\n";  // [N, 3, H / 8, W / 8]
const char* const kVector = "def forward(self, x):\n    return torch.mean(x, [2, 3])\n";

// Left half black, right half (255, 51, 102).
base::Picture halves(int width, int height) {
    base::Picture p;
    p.width = p.fullWidth = width;
    p.height = p.fullHeight = height;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (const int value : {255, 51, 102})
                p.rgb.push_back(static_cast<std::uint8_t>(x < width / 2 ? 0 : value));
    return p;
}

bool near(float a, double b, double within = 1e-4) {
    return std::abs(a - b) < within;
}

}  // namespace

class TestTorchScript : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};

    fs::path save(const char* name, const char* source, const char* metadata = nullptr) const {
        torch::jit::Module module("net");
        if (source) module.define(source);
        const fs::path file = fs::path(folder_.path().toStdString()) / name;
        torch::jit::ExtraFilesMap extra;
        if (metadata) extra["legenda.json"] = metadata;
        module.save(file.string(), extra);
        return file;
    }
    static features::Recipe recipeOf(const fs::path& file, const char* pooling) {
        features::Recipe recipe;
        recipe.backbone = file.string();
        recipe.pooling = pooling;
        recipe.inputSize = 64;
        recipe.regions = 4;
        recipe.proposals = "grid";
        return recipe;
    }

 private Q_SLOTS:
    void theMapIsThatOfNormalisedPixels() {
        const auto file = save("map.pt", kMap);
        auto net = must(model::loadTorchScript(file, {16, 32}));
        QCOMPARE(net->dimension(), 3);
        QVERIFY(net->hasMap() && !net->hasHead() && !net->classify(at::zeros({1, 3})).defined());
        QCOMPARE(net->hash(), must(base::sha256OfFile(file)));
        const auto picture = halves(16, 8);
        const auto map = net->map(picture.rgb.data(), 1, 8, 16);
        QVERIFY(map.sizes().vec() == (std::vector<std::int64_t>{1, 3, 1, 2}));
        const double mean[] = {0.485, 0.456, 0.406}, deviation[] = {0.229, 0.224, 0.225}, right[] = {1.0, 0.2, 0.4};
        for (int c = 0; c < 3; ++c) {
            QVERIFY(near(map[0][c][0][0].item<float>(), -mean[c] / deviation[c]));
            QVERIFY(near(map[0][c][0][1].item<float>(), (right[c] - mean[c]) / deviation[c]));
        }
    }
    void theArchiveSaysHowPixelsAreNormalised() {
        const auto file = save("own.torchscript", kVector, "{\"mean\": [0, 0, 0.2], \"std\": [1, 0.5, 0.1]}");
        auto net = must(model::loadTorchScript(file, {16}));
        QVERIFY(!net->hasMap());
        const auto picture = halves(16, 8);
        const auto map = net->map(picture.rgb.data(), 1, 8, 16);
        QVERIFY(map.sizes().vec() == (std::vector<std::int64_t>{1, 3, 1, 1}));
        const double expected[] = {0.5, 0.2, 0.0};
        for (int c = 0; c < 3; ++c) QVERIFY(near(map[0][c][0][0].item<float>(), expected[c]));
    }

    void refusals_data() {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("metadata");
        QTest::addColumn<QString>("named");
        const QByteArray good = kMap;
        QTest::newRow("no forward") << QByteArray() << QByteArray() << "has no forward()";
        QTest::newRow("fails") << QByteArray("def forward(self, x):\n    return x.view([7, 5])\n") << QByteArray()
                               << "forward() fails on an input of 64 x 64 pixels";
        QTest::newRow("raises") << QByteArray(
                                       "def forward(self, x):\n    assert x.size(2) == 1, \"one row\"\n"
                                       "    return x\n")
                                << QByteArray() << "forward() fails on an input of 64 x 64 pixels";
        QTest::newRow("rank") << QByteArray("def forward(self, x):\n    return x[0]\n") << QByteArray()
                              << "expected [1, D, h, w] or [1, D]";
        QTest::newRow("two values") << QByteArray("def forward(self, x):\n    return (x, x)\n") << QByteArray()
                                    << "expected one tensor";
        QTest::newRow("metadata") << good << QByteArray("{\"mean\": [0, 0]}") << "legenda.json";
        QTest::newRow("deviation") << good << QByteArray("{\"std\": [1, 0, 1]}") << "legenda.json";
        QTest::newRow("no JSON") << good << QByteArray("mean 0") << "legenda.json";
        QTest::newRow("dimension changes")
            << QByteArray("def forward(self, x):\n    return torch.flatten(x, 1)\n") << QByteArray() << "dimension";
    }
    void refusals() {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, metadata);
        QFETCH(QString, named);
        const auto file = save("bad.pt", source.isEmpty() ? nullptr : source.constData(),
                               metadata.isEmpty() ? nullptr : metadata.constData());
        const auto net = model::loadTorchScript(file, {64, 32});
        QVERIFY(!net);
        QCOMPARE(net.error().code, base::ErrorCode::BadInput);
        const auto message = QString::fromStdString(net.error().message);
        QVERIFY2(message.contains("bad.pt") && message.contains(named), qPrintable(message));
    }

    void boxesArePooledOrCropped() {
        const auto picture = halves(64, 64);
        const base::Box left{0, 0, 32, 64}, right{32, 0, 32, 64};
        for (const auto& [name, source, pooling] :
             {std::tuple{"roi.pt", kMap, "roi"}, std::tuple{"crop.pt", kMap, "crop"},
              std::tuple{"vector.pt", kVector, "crop"}}) {
            auto extractor =
                must(extraction::RegionExtractor::create(recipeOf(save(name, source), pooling), resources_));
            const auto vectors = must(extractor.boxVectors(picture, {left, right, {0, 0, 64, 64}}));
            QVERIFY(near(vectors(0, 0), -0.485 / 0.229, 0.05));
            QVERIFY(near(vectors(1, 0), (1 - 0.485) / 0.229, 0.05));
            QVERIFY(near(vectors(2, 0), (0.5 - 0.485) / 0.229, 0.05));
            const auto regions = must(extractor.regions(picture));
            QCOMPARE(regions.boxes.size(), std::size_t(5));
            QCOMPARE(regions.scores, std::vector<float>(5, 0.0f));
        }
    }
    void vectorsCannotBePooled() {
        const auto file = save("vector.pt", kVector);
        const auto refused = extraction::RegionExtractor::create(recipeOf(file, "roi"), resources_);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        const auto message = QString::fromStdString(refused.error().message);
        QVERIFY2(message.contains("vector.pt") && message.contains("--pooling crop"), qPrintable(message));
    }
    void anotherFileUnderTheNameIsRefused() {
        auto recipe = recipeOf(save("same.pt", kMap), "roi");
        recipe = must(extraction::RegionExtractor::create(recipe, resources_)).recipe();
        save("same.pt", "def forward(self, x):\n    return torch.avg_pool2d(x, [4, 4])\n");
        const auto refused = extraction::RegionExtractor::create(recipe, resources_);
        QVERIFY(!refused && refused.error().message.find("same.pt has the SHA-256") != std::string::npos);
    }

    void theJobStoresTheAbsolutePath() {
        const fs::path root = folder_.path().toStdString();
        save("job.pt", kMap);
        must(image::encode(halves(60, 40), root / "images/a.png"));
        store::NewImage image;
        image.path = "a.png";
        auto project = must(store::ProjectStore::create(root / "p.legenda"));
        must(project.addImages(root / "images", "folder", {image}));
        extraction::FeatureOptions options;
        options.project = root / "p.legenda";
        options.recipe = recipeOf(fs::relative(root / "job.pt"), "roi");
        QVERIFY(fs::path(options.recipe.backbone).is_relative());
        const auto report = must(extraction::runFeatures(options, resources_, {}));
        QCOMPARE(report.computed, 1);
        const auto features = must(features::FeatureStore::open(report.file));
        QCOMPARE(features.recipe().backbone, (root / "job.pt").string());
        QCOMPARE(features.dimension(), std::size_t(3));
    }

    void theWorkSideOfSelectiveSearchIsPartOfTheRecipe() {
        features::Recipe recipe, finer;
        finer.proposalsSide = 256;
        QVERIFY(recipe.hash() != finer.hash());
        finer.proposalsSide = 160;
        QCOMPARE(recipe.hash(), finer.hash());
    }
};

QTEST_GUILESS_MAIN(TestTorchScript)
#include "test_torchscript.moc"
