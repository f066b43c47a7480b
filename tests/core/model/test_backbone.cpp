// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/model/backbone.h"
#include "core/model/device.h"
#include "core/model/safetensors.h"
#include "tests/support/plain_lite0.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

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

    // Lite0 with its classifier as packaging/convert_backbone.py --small-head keeps it.
    model::TensorFile withHeadInBytes() const {
        auto content = *model::readTensorFile(weights_);
        auto& head = content.tensors.at("_fc.weight");
        const auto weight = at::from_blob(head.bytes.data(), head.shape, at::kHalf).to(at::kFloat).contiguous();
        const auto step = weight.abs().amax(1) / 127;
        const auto whole = (weight / step.unsqueeze(1)).round().to(at::kChar).contiguous();
        const auto stored = [](const char* type, const at::Tensor& from) {
            const auto* bytes = static_cast<const std::uint8_t*>(from.data_ptr());
            return model::StoredTensor{type, from.sizes().vec(), {bytes, bytes + from.nbytes()}};
        };
        content.tensors["_fc.scale"] = stored("F32", step.contiguous());
        head = stored("I8", whole);
        return content;
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

    void aGraphicsCardSeesTheSame() {
        const auto device = model::resolveDevice("cuda");
        if (!device) QSKIP(device.error().message.c_str());
        auto there = lite0()->load(weights_, *device);
        QVERIFY2(there.has_value(), there ? "" : there.error().message.c_str());
        const auto pixels = noise(6, 224, 130);
        const auto same = [](const at::Tensor& found, const at::Tensor& expected) {
            return found.sizes() == expected.sizes() &&
                   ((found.to(at::kCPU) - expected).norm() / expected.norm()).item<double>() < 1e-4;
        };
        const auto maps = (*there)->pyramid(pixels.data(), 6, 224, 130),
                   expected = net_->pyramid(pixels.data(), 6, 224, 130);
        QCOMPARE(maps.size(), expected.size());
        for (std::size_t i = 0; i < maps.size(); ++i) QVERIFY(same(maps[i], expected[i]));
        QVERIFY(same((*there)->classify(maps.back().mean({2, 3})), net_->classify(expected.back().mean({2, 3}))));
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

    // The head of whole bytes, one scale a class, as the smaller weights files keep it.
    void headInBytesAgrees() {
        const auto packed = withHeadInBytes();
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "w.safetensors";
        QVERIFY(model::writeTensorFile(file, packed).has_value());
        const auto loaded = lite0()->load(file);
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().message.c_str());
        const auto pixels = noise(2, 96, 96);
        const auto vectors = net_->map(pixels.data(), 2, 96, 96).mean({2, 3});
        const auto off = ((*loaded)->classify(vectors) - net_->classify(vectors)).abs();
        // A weight is off by half a step at most.
        const auto* steps = reinterpret_cast<const float*>(packed.tensors.at("_fc.scale").bytes.data());
        const auto length = vectors.abs().sum(1);
        for (int n = 0; n < 2; ++n)
            for (int k = 0; k < 1000; ++k)
                QVERIFY(off[n][k].item<float>() <= steps[k] / 2 * length[n].item<float>() * 1.001F + 1e-4F);
        QVERIFY(off.max().item<float>() > 0);
    }

    void headInBytesNeedsItsScale() {
        auto packed = withHeadInBytes();
        packed.tensors.erase("_fc.scale");
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "w.safetensors";
        QVERIFY(model::writeTensorFile(file, packed).has_value());
        const auto refused = lite0()->load(file);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        const auto& message = refused.error().message;
        QVERIFY2(message.starts_with(file.string()) && message.find("\"_fc.scale\"") != std::string::npos,
                 message.c_str());
        QCOMPARE(std::count(message.begin(), message.end(), '\n'), 0);
    }
};

QTEST_GUILESS_MAIN(TestBackbone)
#include "test_backbone.moc"
