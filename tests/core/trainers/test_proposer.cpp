// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/model/backbone.h"
#include "core/model/checkpoint.h"
#include "core/model/proposer.h"
#include "core/model/proposer/proposer_net_impl.h"
#include "core/trainers/proposer/proposer_targets_impl.h"
#include "core/trainers/proposer_trainer.h"
#include "core/trainers/run_folder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <fstream>

using namespace legenda;
namespace fs = std::filesystem;

namespace {

constexpr int kSide = 128;

// Pictures of noise with two bright rectangles; which are the annotated boxes.
class Rectangles : public features::PixelSource {
 public:
    explicit Rectangles(std::size_t count) : count_(count) {}
    std::size_t size() const override { return count_; }
    int side() const override { return kSide; }
    base::Status read(std::size_t i, std::uint8_t* rgb) const override {
        base::Random noise(3, "rectangles", i);
        const auto drawn = boxes(i);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x) {
                int grey = 60 + static_cast<int>(noise.below(40));
                for (std::size_t b = 0; b < drawn.size(); ++b)
                    if (drawn[b].contains((x + 0.5) / kSide, (y + 0.5) / kSide)) grey = b == 0 ? 230 : 10;
                for (int c = 0; c < 3; ++c) *rgb++ = static_cast<std::uint8_t>(grey);
            }
        return {};
    }
    static std::vector<base::Box> boxes(std::size_t i) {
        base::Random draws(5, "boxes", i);
        const double x = 0.05 + 0.1 * draws.uniform(), y = 0.05 + 0.3 * draws.uniform();
        return {{x, y, 0.2 + 0.1 * draws.uniform(), 0.5}, {0.5, y + 0.1, 0.4, 0.2 + 0.2 * draws.uniform()}};
    }

 private:
    std::size_t count_;
};

struct World {
    Rectangles pixels;
    trainers::BoxData data;
    std::unique_ptr<model::LoadedBackbone> net;

    World(std::size_t train, std::size_t dev) : pixels(train + dev) {
        for (std::size_t i = 0; i < train + dev; ++i)
            (i < train ? data.train : data.dev).push_back({i, Rectangles::boxes(i), {1, 2}});
        data.pixels = &pixels;
        data.datasetName = "rectangles train";
        data.splitHash = "hash";
        data.setting = std::string("b");
        for (const auto& backbone : model::backbones())
            if (backbone->name() == "efficientnet-lite0")
                net = std::move(
                    *backbone->load(fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained" / backbone->weightsFile()));
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    trainers::ProposerNetwork network(const QTemporaryDir& folder) const {
        return {*net, "efficientnet-lite0", fs::path(folder.path().toStdString()) / "maps.scratch"};
    }
};

trainers::ProposerOptions smallOptions() {
    trainers::ProposerOptions options;
    options.backbone = "efficientnet-lite0";
    options.epochs = 4;
    options.batch = 4;
    options.inputSize = kSide;
    options.channels = 16;
    options.anchors = 3;
    options.learningRate = 0.01;
    options.averaging = 0.9;
    return options;
}

std::string bytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

base::Result<trainers::LoopOutcome> runFor(const World& world, const trainers::ProposerOptions& options, int epochs,
                                           const QTemporaryDir& folder) {
    LEGENDA_TRY(trainer, trainers::makeProposerTrainer(options, world.data, world.network(folder), {}));
    return trainers::runLoop(**trainer, {epochs, 1}, folder.path().toStdString(), {}, {});
}

at::Tensor corners(std::initializer_list<float> values) {
    return at::tensor(at::ArrayRef<float>(values.begin(), values.size())).view({-1, 4});
}

}  // namespace

class TestProposer : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    // Box 0 is overlapped by anchors 0 (0.6) and 1 (0.5), not by anchor 2; box 1 by anchor 2 alone, and by little; box
    // 2 is empty.
    void assignment() {
        const auto anchors = corners({0, 0, 0.5F, 0.5F, 0, 0, 0.5F, 0.6F, 0.6F, 0.6F, 1, 1});
        const auto boxes = corners({0, 0, 0.5F, 0.3F, 0.9F, 0.9F, 1, 1, 0, 0, 0, 0}).unsqueeze(0);
        const auto weights = trainers::mentionWeights({{3, 0}, {1, 1, 1}}, 0.25);
        QVERIFY(at::allclose(weights, at::tensor(at::ArrayRef<float>({3, 0.25F, 0, 1, 1, 1})).view({2, 3})));
        const auto found = trainers::assignBoxes(anchors, boxes, weights.narrow(0, 0, 1));
        QVERIFY(found.sizes() == at::IntArrayRef({1, 3, 3}));
        const double second = std::exp(-2.0);  // an IoU less by 0.1, at 0.05
        const auto share = [&](int g, int m) { return found[0][g][m].item<double>(); };
        QVERIFY(std::abs(share(0, 0) - 3 / (1 + second)) < 1e-4);
        QVERIFY(std::abs(share(0, 1) - 3 * second / (1 + second)) < 1e-4);
        QCOMPARE(share(0, 2), 0.0);
        QVERIFY(share(1, 2) > 0.1 && std::abs(found[0][1].sum().item<double>() - 0.25) < 1e-6);
        QVERIFY(found[0][2].eq(0).all().item<bool>());
    }
    void generalisedIou() {
        const auto a = corners({0, 0, 0.4F, 0.4F, 0, 0, 0.2F, 0.2F}), b = corners({0, 0, 0.4F, 0.2F, 0.8F, 0.8F, 1, 1});
        const auto found = trainers::generalisedIou(a, b);
        QVERIFY(std::abs(found[0].item<float>() - 0.5F) < 1e-6F);                  // the hull is the union
        QVERIFY(std::abs(found[1].item<float>() - (0.0F - (1 - 0.08F))) < 1e-6F);  // far apart: -0.92
        QVERIFY(std::abs(trainers::generalisedIou(a, a)[0].item<float>() - 1) < 1e-6F);
    }
    void anchorsAreTheShapesOfTheBoxes() {
        std::vector<base::Box> boxes;
        base::Random draws(8);
        for (int i = 0; i < 60; ++i) {
            const double shake = 0.01 * draws.uniform();
            boxes.push_back(i % 2 == 0 ? base::Box{0, 0, 0.1 + shake, 0.5 + shake}
                                       : base::Box{0.3, 0.2, 0.6 + shake, 0.2 + shake});
        }
        const auto shapes = trainers::anchorShapes(boxes, 2);
        QVERIFY(at::allclose(shapes, at::tensor(at::ArrayRef<float>({0.105F, 0.505F, 0.605F, 0.205F})).view({2, 2}), 0,
                             4e-3));
        QCOMPARE(trainers::anchorShapes(std::span(boxes).first(1), 5).size(0), std::int64_t{1});
    }
    void mirroredBoxes() {
        const auto found = trainers::boxCorners({{{0.1, 0.2, 0.3, 0.4}}, {}}, {true, false});
        QVERIFY(at::allclose(found[0][0], corners({0.6F, 0.2F, 0.9F, 0.6F})[0]));
        QVERIFY(found[1].eq(0).all().item<bool>());
    }
    void overfitsFourPictures() {
        World world(4, 0);
        world.data.dev = world.data.train;
        auto options = smallOptions();
        options.epochs = 150;
        options.evaluationsPerEpoch = 0.02;
        options.mirror = false;
        QTemporaryDir folder;
        const auto trainer = trainers::makeProposerTrainer(options, world.data, world.network(folder), {});
        QVERIFY2(trainer.has_value(), trainer ? "" : trainer.error().message.c_str());
        const double first = (*trainer)->step(0, 0);
        double last = first;
        for (int epoch = 1; epoch < options.epochs; ++epoch) last = (*trainer)->step(epoch, 0);
        QVERIFY2(last < 0.4 * first, (std::to_string(first) + " " + std::to_string(last)).c_str());
        const auto figures = (*trainer)->evaluate({});
        QVERIFY(figures.has_value());
        QVERIFY2(figures->at("upper_bound_5") > 99, std::to_string(figures->at("upper_bound_5")).c_str());

        // The checkpoint proposes what the trainer measured.
        const auto file = fs::path(folder.path().toStdString()) / "proposer.safetensors";
        QVERIFY(model::writeTensorFile(file, (*trainer)->modelFile(*figures)).has_value());
        const auto proposer = model::Proposer::load(file);
        QVERIFY2(proposer.has_value(), proposer ? "" : proposer.error().message.c_str());
        QCOMPARE(proposer->info().setting, std::string("b"));
        std::vector<std::uint8_t> rgb(std::size_t{kSide} * kSide * 3);
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(world.pixels.read(i, rgb.data()).has_value());
            const auto found = proposer->propose(world.net->pyramid(rgb.data(), 1, kSide, kSide), 5).front();
            for (const auto& box : Rectangles::boxes(i))
                QVERIFY(std::ranges::any_of(found.boxes, [&](const auto& b) { return base::iou(b, box) >= 0.5; }));
        }
    }
    void resumedRunIsBitEqual() {
        const World world(10, 3);
        const auto options = smallOptions();
        QTemporaryDir whole, parts;
        const auto uninterrupted = runFor(world, options, 4, whole);
        QVERIFY2(uninterrupted.has_value(), uninterrupted ? "" : uninterrupted.error().message.c_str());
        QVERIFY(runFor(world, options, 2, parts).has_value());
        const auto resumed = runFor(world, options, 4, parts);
        QVERIFY(resumed.has_value());
        QCOMPARE(bytesOf(resumed->bestCheckpoint), bytesOf(uninterrupted->bestCheckpoint));
    }
    void mapsAreMadeOnce() {
        World world(3, 1);
        QTemporaryDir folder;
        const auto network = world.network(folder);
        const auto make = [&] { return trainers::makeProposerTrainer(smallOptions(), world.data, network, {}); };
        QVERIFY(make().has_value());
        const auto before = fs::last_write_time(network.scratch);
        const auto size = fs::file_size(network.scratch);
        QVERIFY(make().has_value());
        QVERIFY(fs::last_write_time(network.scratch) == before);
        fs::resize_file(network.scratch, size - 1);  // torn: made again
        QVERIFY(make().has_value());
        QCOMPARE(fs::file_size(network.scratch), size);
    }
    // What does not fit the bound is computed when it is needed: the same training, but for what a network's results
    // depend on how many pictures go through it together.
    void mapsStayWithinTheirBound() {
        World world(6, 2);
        QTemporaryDir whole, bounded, again;
        auto options = smallOptions();
        const auto all = runFor(world, options, 3, whole);
        const auto size = fs::file_size(world.network(whole).scratch);
        options.mapsOnDisk = static_cast<double>(size) / 2e9;
        const auto some = runFor(world, options, 3, bounded);
        QVERIFY2(all && some, some ? "" : some.error().message.c_str());
        const auto kept = fs::file_size(world.network(bounded).scratch);
        QVERIFY2(kept < size * 0.55 && kept > size * 0.3, qPrintable(QString::number(kept)));
        const auto curves = [](const QTemporaryDir& of) {
            return *trainers::readCurveFile(fs::path(of.path().toStdString()) / "curve.bin");
        };
        const auto expected = curves(whole), found = curves(bounded);
        QCOMPARE(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i)
            QVERIFY(std::abs(found[i].loss - expected[i].loss) < 0.02 * std::abs(expected[i].loss));
        // None at all, interrupted after two epochs: bit for bit the uninterrupted run.
        options.mapsOnDisk = 0;
        QTemporaryDir none;
        const auto straight = runFor(world, options, 3, none);
        QVERIFY(runFor(world, options, 2, again) && straight);
        const auto resumed = runFor(world, options, 3, again);
        QVERIFY(resumed.has_value() && !fs::exists(world.network(again).scratch));
        QCOMPARE(curves(again).back().loss, curves(none).back().loss);
    }
    void refusals() {
        World world(3, 1);
        QTemporaryDir folder;
        auto odd = smallOptions();
        odd.inputSize = 100;
        QCOMPARE(trainers::makeProposerTrainer(odd, world.data, world.network(folder), {}).error().code,
                 base::ErrorCode::Usage);
        std::stop_source stop;
        stop.request_stop();
        const auto stopped =
            trainers::makeProposerTrainer(smallOptions(), world.data, world.network(folder), {stop.get_token(), {}});
        QCOMPARE(stopped.error().code, base::ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(folder.path().toStdString()));
        world.data.train.clear();
        QCOMPARE(trainers::makeProposerTrainer(smallOptions(), world.data, world.network(folder), {}).error().code,
                 base::ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestProposer)
#include "test_proposer.moc"
