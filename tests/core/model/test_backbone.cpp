// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/model/backbone.h"
#include "core/model/safetensors.h"
#include "tests/support/plain_lite0.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
namespace fs = std::filesystem;

class TestBackbone : public QObject {
    Q_OBJECT

    const fs::path weights_ = fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained/efficientnet-lite0.safetensors";
    std::unique_ptr<model::LoadedBackbone> net_;

    static model::BackbonePtr lite0() {
        for (auto& b : model::backbones())
            if (b->name() == "efficientnet-lite0") return std::move(b);
        return nullptr;
    }
    static std::vector<std::uint8_t> noise(int count, int height, int width) {
        base::Random random(3);
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) * static_cast<std::size_t>(height) *
                                         static_cast<std::size_t>(width) * 3);
        for (auto& p : pixels) p = static_cast<std::uint8_t>(random.below(256));
        return pixels;
    }

 private Q_SLOTS:
    void initTestCase() {
        auto loaded = lite0()->load(weights_);
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().message.c_str());
        net_ = std::move(*loaded);
        QCOMPARE(net_->dimension(), 1280);
        QCOMPARE(net_->hash(), *base::sha256OfFile(weights_));
    }

    // Even, odd and unequal sides take all ways of padding.
    void agreesWithPlainNetwork_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        for (const auto& [h, w] :
             std::initializer_list<std::pair<int, int>>{{224, 224}, {97, 97}, {130, 65}, {33, 64}, {1, 1}})
            QTest::addRow("%d x %d", h, w) << h << w;
    }
    void agreesWithPlainNetwork() {
        QFETCH(int, height);
        QFETCH(int, width);
        const auto file = model::readTensorFile(weights_);
        const auto pixels = noise(1, height, width);
        const auto expected = tests::PlainLite0(*file).map(pixels, height, width);
        const auto found = net_->map(pixels.data(), 1, height, width);
        QVERIFY(found.sizes() == expected.sizes());
        QVERIFY(found.is_contiguous());
        QCOMPARE(found.size(2), (height + 31) / 32);
        const double error = ((found - expected).norm() / expected.norm()).item<double>();
        QVERIFY2(error < 1e-3, qPrintable(QString::number(error)));
    }

    void batchesAreCutAndJoined() {
        const auto pixels = noise(6, 224, 224);
        const auto all = net_->map(pixels.data(), 6, 224, 224);
        QCOMPARE(all.size(0), 6);
        const auto last = net_->map(pixels.data() + 5 * 224 * 224 * 3, 1, 224, 224);
        QVERIFY(((all[5] - last[0]).norm() / last.norm()).item<double>() < 1e-4);
        const auto logits = net_->classify(all.mean({2, 3}));
        QCOMPARE(logits.size(0), 6);
        QCOMPARE(logits.size(1), 1000);
    }

    void refusesOtherFiles() {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "w.safetensors";
        auto content = *model::readTensorFile(weights_);
        content.tensors["_conv_stem.weight"].shape = {32, 3, 9, 1};
        QVERIFY(model::writeTensorFile(file, content).has_value());
        const auto wrong = lite0()->load(file);
        QVERIFY(!wrong.has_value());
        QCOMPARE(wrong.error().code, base::ErrorCode::BadInput);
        QVERIFY(wrong.error().message.find("_conv_stem.weight") != std::string::npos);
        content.tensors.erase("_conv_stem.weight");
        QVERIFY(model::writeTensorFile(file, content).has_value());
        QVERIFY(!lite0()->load(file).has_value());
    }
};

QTEST_GUILESS_MAIN(TestBackbone)
#include "test_backbone.moc"
