// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/model/backbone.h"
#include "core/model/backbone/efficientnet_train_impl.h"
#include "tests/support/check.h"
#include "tests/support/plain_lite0.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using model::TrainableEfficientNet;
using test::must;
namespace fs = std::filesystem;

namespace {

fs::path weightsOf(const char* name) {
    return fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained" / (std::string(name) + ".safetensors");
}

std::vector<std::uint8_t> noise(int count, int side) {
    base::Random random(3);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * side * side * 3));
    for (auto& p : pixels) p = static_cast<std::uint8_t>(random.below(256));
    return pixels;
}

at::Tensor asFloats(const std::vector<std::uint8_t>& pixels, int count, int side) {
    return at::from_blob(const_cast<std::uint8_t*>(pixels.data()), {count, side, side, 3}, at::kByte).to(at::kFloat);
}

double apart(const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).norm() / b.norm().clamp_min(1e-12)).item<double>();
}

}  // namespace

class TestBackboneTraining : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void sameMapAsInference_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("frozen");
        QTest::addColumn<int>("side");
        QTest::newRow("lite0, nothing frozen, odd side") << "efficientnet-lite0" << 0 << 97;
        QTest::newRow("lite0, all blocks frozen") << "efficientnet-lite0" << 16 << 64;
        QTest::newRow("lite2, five blocks frozen") << "efficientnet-lite2" << 5 << 96;
    }
    void sameMapAsInference() {
        QFETCH(QString, name);
        QFETCH(int, frozen);
        QFETCH(int, side);
        const auto weights = weightsOf(name.toUtf8().constData());
        const auto pixels = noise(3, side);
        const auto net = must(TrainableEfficientNet::load(weights, frozen));
        QCOMPARE(QString::fromStdString(net.name()), name);
        QCOMPARE(net.hash(), must(base::sha256OfFile(weights)));
        const auto found = net.forward(net.frozenPart(asFloats(pixels, 3, side)));
        auto fast = must(must(model::backboneOf(weights))->load(weights));
        const auto expected = fast->map(pixels.data(), 3, side, side);
        QVERIFY2((found - expected).abs().max().item<double>() < 1e-3, "maps differ");
    }

    // Against autograd through the network as its authors wrote it.
    void gradientsAreRight_data() {
        QTest::addColumn<int>("frozen");
        QTest::addColumn<int>("side");
        QTest::addColumn<bool>("plain");
        QTest::newRow("nothing frozen") << 0 << 64 << false;
        QTest::newRow("odd side, frozen into a stage") << 4 << 75 << false;
        QTest::newRow("odd side, frozen into a stage, the operators of any device") << 4 << 75 << true;
        QTest::newRow("the head alone") << 16 << 64 << false;
    }
    void gradientsAreRight() {
        QFETCH(int, frozen);
        QFETCH(int, side);
        QFETCH(bool, plain);
        const auto pixels = noise(2, side);
        auto net = must(TrainableEfficientNet::load(weightsOf("efficientnet-lite0"), frozen, "cpu", plain));
        TrainableEfficientNet::Tape tape;
        const auto map = net.forward(net.frozenPart(asFloats(pixels, 2, side)), &tape);
        at::manual_seed(5);
        const auto weighting = at::randn(map.sizes());
        std::vector<at::Tensor> gradients;
        net.backward(tape, weighting, gradients);

        tests::PlainLite0 written(must(model::readTensorFile(weightsOf("efficientnet-lite0"))));
        const auto named = net.named();
        QCOMPARE(named.size(), gradients.size());
        QCOMPARE(named.size(), net.depths().size());
        for (const auto& [name, tensor] : named) written.tensors.at(name).requires_grad_(true);
        (written.map(pixels, side, side, 2) * weighting).sum().backward();
        for (std::size_t p = 0; p < named.size(); ++p) {
            const auto difference = apart(gradients[p], written.tensors.at(named[p].first).grad());
            QVERIFY2(difference < 2e-3, (named[p].first + " " + std::to_string(difference)).c_str());
        }
    }
    void writesAnOrdinaryFile() {
        const auto weights = weightsOf("efficientnet-lite2");
        auto net = must(TrainableEfficientNet::load(weights, 20));
        auto changed = net.copy();
        for (const auto& [name, tensor] : changed.named()) tensor->mul_(1.05);
        changed.refold();
        QTemporaryDir folder;
        const auto same = fs::path(folder.path().toStdString()) / "same.safetensors", other = same.parent_path() / "b";
        must(model::writeTensorFile(same, net.file()));
        must(model::writeTensorFile(other, changed.file()));
        QVERIFY(fs::file_size(other) < 12'000'000);
        // What was trained and not changed is what it was, to the last bit.
        const auto before = must(model::readTensorFile(weights)), after = must(model::readTensorFile(same));
        QCOMPARE(after.tensors.size(), before.tensors.size());
        for (const auto& [name, stored] : before.tensors)
            QVERIFY2(after.tensors.at(name).bytes == stored.bytes, name.c_str());

        const auto pixels = noise(1, 64);
        const auto in = asFloats(pixels, 1, 64);
        auto loaded = must(must(model::backboneOf(other))->load(other));
        QVERIFY(loaded->hash() != net.hash());
        const auto map = loaded->map(pixels.data(), 1, 64, 64);
        QVERIFY(apart(changed.forward(changed.frozenPart(in)), map) < 5e-3);  // float16
        QVERIFY(apart(net.forward(net.frozenPart(in)), map) > 2e-2);
    }
    void badInput() {
        const auto tooMany = TrainableEfficientNet::load(weightsOf("efficientnet-lite0"), 17);
        QVERIFY(!tooMany);
        QCOMPARE(tooMany.error().code, base::ErrorCode::BadInput);
        const auto other = TrainableEfficientNet::load(weightsOf("alignment-paper"), 0);
        QVERIFY(!other);
        QVERIFY(other.error().message.find("architecture") != std::string::npos);
        const auto missing = TrainableEfficientNet::load("nowhere.safetensors", 0);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, base::ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestBackboneTraining)
#include "test_backbone_training.moc"
