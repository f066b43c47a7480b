// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/model/backbone.h"
#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
namespace fs = std::filesystem;

namespace {

// EfficientNet-Lite0 as its authors wrote it: batch norm by itself, maps padded by hand, rows of the usual layout. Slow
// and plain.
class PlainLite0 {
 public:
    explicit PlainLite0(const model::TensorFile& file) : file_(file) {}

    at::Tensor map(const std::vector<std::uint8_t>& rgb, int height, int width) {
        auto x = at::from_blob(const_cast<std::uint8_t*>(rgb.data()), {1, height, width, 3}, at::kByte)
                     .permute({0, 3, 1, 2})
                     .contiguous()
                     .to(at::kFloat);
        x = (x - 127) / 128;
        x = layer(x, "_conv_stem", "_bn0", 2, 1).clamp(0, 6);
        const int stages[7][3] = {{1, 1, 16},  {2, 2, 24},  {2, 2, 40}, {3, 2, 80},
                                  {3, 1, 112}, {4, 2, 192}, {1, 1, 320}};
        int block = 0;
        for (const auto& stage : stages)
            for (int r = 0; r < stage[0]; ++r, ++block) {
                const std::string p = "_blocks." + std::to_string(block) + ".";
                auto y = x;
                if (block > 0) y = layer(y, p + "_expand_conv", p + "_bn0", 1, 1).clamp(0, 6);
                y = layer(y, p + "_depthwise_conv", p + "_bn1", r == 0 ? stage[1] : 1, y.size(1)).clamp(0, 6);
                y = layer(y, p + "_project_conv", p + "_bn2", 1, 1);
                x = r > 0 ? x + y : y;
            }
        return layer(x, "_conv_head", "_bn1", 1, 1).clamp(0, 6);
    }

 private:
    at::Tensor read(const std::string& name) {
        const auto& t = file_.tensors.at(name);
        return at::from_blob(const_cast<std::uint8_t*>(t.bytes.data()), t.shape, at::kHalf).to(at::kFloat);
    }
    at::Tensor layer(const at::Tensor& x, const std::string& conv, const std::string& norm, std::int64_t stride,
                     std::int64_t groups) {
        const auto w = read(conv + ".weight");
        const auto pad = [&](std::int64_t length) {
            const std::int64_t total =
                std::max<std::int64_t>(((length + stride - 1) / stride - 1) * stride + w.size(2) - length, 0);
            return std::pair(total / 2, total - total / 2);
        };
        const auto [top, bottom] = pad(x.size(2));
        const auto [left, right] = pad(x.size(3));
        const std::vector<std::int64_t> strides{stride, stride}, none{0, 0}, one{1, 1};
        const auto y = at::conv2d(at::constant_pad_nd(x, {left, right, top, bottom}), w, at::Tensor(),
                                  at::IntArrayRef(strides), at::IntArrayRef(none), at::IntArrayRef(one), groups);
        return at::batch_norm(y, read(norm + ".weight"), read(norm + ".bias"), read(norm + ".running_mean"),
                              read(norm + ".running_var"), false, 0, 1e-3, false);
    }
    const model::TensorFile& file_;
};

}  // namespace

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
        const auto expected = PlainLite0(*file).map(pixels, height, width);
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
