// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"
#include "core/trainers/backbone/backbone_batch_impl.h"
#include "core/trainers/backbone_trainer.h"
#include "tests/support/check.h"
#include "tests/support/picture_world.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace legenda;
using test::must;
using tests::PictureWorld;
namespace fs = std::filesystem;

namespace {

const fs::path kWeights = fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained/efficientnet-lite0.safetensors";

trainers::BackboneOptions smallOptions() {
    trainers::BackboneOptions options;
    options.epochs = 3;
    options.batch = 12;
    options.sentences = 2;
    options.inputSize = 32;
    options.frozenBlocks = 12;
    options.embedding = options.frameEmbedding = 16;
    options.wordVectors = 12;
    options.hidden = 24;
    options.minCount = 1;
    options.averaging = 0.9;
    options.chunk = 5;
    return options;
}

std::string bytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

base::Result<trainers::LoopOutcome> runFor(const PictureWorld& world, const trainers::BackboneOptions& options,
                                           int epochs, const std::string& folder) {
    LEGENDA_TRY(trainer, trainers::makeBackboneTrainer(options, world.data, kWeights));
    return trainers::runLoop(**trainer, {epochs, 1}, folder, {}, {});
}

}  // namespace

class TestBackbone : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void wholeViewIsThePicture() {
        const PictureWorld world;
        const std::vector<std::size_t> numbers{3, 0};
        const std::vector<trainers::View> views(2);
        const auto seen = trainers::readViews(world.pixels, numbers, views, tests::kPictureSide);
        std::vector<std::uint8_t> rgb(static_cast<std::size_t>(seen[0].numel()));
        for (int i = 0; i < 2; ++i) {
            must(world.pixels.read(numbers[static_cast<std::size_t>(i)], rgb.data()));
            QVERIFY(at::equal(seen[i].flatten(), at::tensor(rgb).to(at::kFloat)));
        }
    }
    void viewsOfPartsAndMirrors() {
        const PictureWorld world;
        const std::vector<std::size_t> numbers{3, 3, 3};
        std::vector<trainers::View> views(3);
        views[1].mirrored = true;
        views[2].part = {0.5, 0, 0.5, 0.5};
        views[2].gain = 0.5;
        const auto seen = trainers::readViews(world.pixels, numbers, views, 24);
        QVERIFY(at::allclose(seen[1], seen[0].flip({1})));
        const auto whole = trainers::readViews(world.pixels, std::vector<std::size_t>{3},
                                               std::vector<trainers::View>(1), tests::kPictureSide);
        QVERIFY(at::allclose(seen[2], whole[0].narrow(0, 0, 24).narrow(1, 24, 24) * 0.5));
    }
    void boxesFollowTheView() {
        trainers::View view{{0.25, 0.5, 0.5, 0.5}, false, 1, {}};
        const auto near = [](const base::Box& a, const base::Box& b) {
            return std::abs(a.x - b.x) + std::abs(a.y - b.y) + std::abs(a.w - b.w) + std::abs(a.h - b.h) < 1e-9;
        };
        QVERIFY(near(trainers::boxInView({0.5, 0.75, 0.125, 0.25}, view), {0.5, 0.5, 0.25, 0.5}));
        QVERIFY(near(trainers::boxInView({0.125, 0.5, 0.25, 0.5}, view), {0, 0, 0.25, 1}));  // half of it is seen
        QCOMPARE(trainers::boxInView({0.1, 0.5, 0.25, 0.5}, view).area(), 0.0);              // less than half
        view.mirrored = true;
        QVERIFY(near(trainers::boxInView({0.5, 0.75, 0.125, 0.25}, view), {0.25, 0.5, 0.25, 0.5}));
    }
    void drawnViewsStayInside() {
        int mirrored = 0;
        for (std::uint64_t n = 0; n < 500; ++n) {
            const auto view = trainers::drawView(base::Random(1, "test", 0, n), 0.5, true, 0.2);
            QVERIFY(view.part.x >= 0 && view.part.y >= 0 && view.part.right() < 1 + 1e-9);
            QVERIFY(view.part.bottom() < 1 + 1e-9 && view.part.area() > 0.43 && view.part.area() < 1 + 1e-9);
            QVERIFY(view.gain >= 0.8F && view.gain <= 1.2F);
            mirrored += view.mirrored;
        }
        QVERIFY(mirrored > 200 && mirrored < 300);
    }
    // <pool(map), rows> = <map, spread(rows)>: the one is the other's gradient.
    void spreadingIsTheGradientOfPooling() {
        at::manual_seed(2);
        const auto map = at::randn({2, 3, 4, 5});
        const std::vector<std::vector<base::Box>> boxes{{{0, 0, 1, 1}, {0.1, 0.3, 0.25, 0.4}}, {{0.5, 0.5, 0.5, 0.5}}};
        const auto pooled = trainers::poolBoxes(map, boxes);
        QVERIFY(at::allclose(pooled[0], map[0].mean({1, 2}), 1e-4, 1e-6));
        const auto rows = at::randn(pooled.sizes());
        const auto spread = trainers::spreadBoxes(rows, boxes, map.sizes());
        QVERIFY(std::abs((pooled * rows).sum().item<double>() - (map * spread).sum().item<double>()) < 1e-4);
    }
    // Against plain loops, with the words' vectors as the network gives them.
    void lossIsTheFormula() {
        const auto shapes = model::ConvWeights::shapes({8, 5, 6, 4, 4, 7, 7, 1});
        model::ConvWeights weights;
        at::manual_seed(4);
        for (auto& [name, tensor] : weights.named()) *tensor = at::randn(shapes.at(name)) * 0.4;
        trainers::BatchTexts texts;
        texts.sentences = {{1, 2}, {3, 4, 5}, {2, 6}, {7}};  // two of each of two pictures
        texts.phrases = {{{0, 1}, 0}, {{3, 4}, 1}, {{6}, 0}, {{7}, 2}};
        const auto frames = at::randn({2, 7}), regions = at::randn({3, 7});
        const auto found = trainers::backboneLoss(weights, frames, regions, texts, {}, 0.7).item<double>();

        const auto encoded = model::encodeSentences(weights, texts.sentences);
        const auto S = at::mm(model::encodeFrames(weights, frames), encoded.q.t());
        const auto at2 = [](const at::Tensor& t, std::int64_t i, std::int64_t j) { return t[i][j].item<double>(); };
        double expected = 0;
        for (int s = 0; s < 2; ++s)
            for (int k = 0; k < 2; ++k) {
                double row = 0, column = 0;
                for (int l = 0; l < 2; ++l) {
                    row += std::exp(at2(S, k, 2 * s + l));
                    column += std::exp(at2(S, l, 2 * s + k));
                }
                expected += (std::log(row) + std::log(column) - 2 * at2(S, k, 2 * s + k)) / 8;
            }
        const auto v = model::mapRegions(weights, regions);
        std::vector<std::vector<double>> R(3, std::vector<double>(4, 0));
        for (std::int64_t r = 0; r < 3; ++r)
            for (std::size_t n = 0; n < 4; ++n)
                for (const auto word : texts.phrases[n].words)
                    R[static_cast<std::size_t>(r)][n] += at::dot(v[r], encoded.s[word]).item<double>();
        for (std::size_t n = 0; n < 4; ++n) {
            const auto own = static_cast<std::size_t>(texts.phrases[n].region);
            double overRegions = 0, overPhrases = std::exp(R[own][n]);
            for (std::size_t r = 0; r < 3; ++r) overRegions += std::exp(R[r][n]);
            for (std::size_t m = 0; m < 4; ++m)
                if (texts.phrases[m].region != texts.phrases[n].region) overPhrases += std::exp(R[own][m]);
            expected += 0.7 * (std::log(overRegions) + std::log(overPhrases) - 2 * R[own][n]) / 8;
        }
        QVERIFY2(std::abs(found - expected) < 1e-4, (std::to_string(found) + " " + std::to_string(expected)).c_str());
    }
    void overfitsOneBatch() {
        const PictureWorld world(12, 4);
        auto options = smallOptions();
        options.dropout = options.wordDropout = options.frameDropout = 0;
        options.cropArea = 1;
        options.mirror = false;
        options.brightness = 0;
        options.learningRate = 0.01;
        options.epochs = 40;
        const auto trainer = must(trainers::makeBackboneTrainer(options, world.data, kWeights));
        QCOMPARE(trainer->stepsPerEpoch(), std::int64_t{1});
        const double first = trainer->step(0, 0);
        double last = first;
        for (int epoch = 1; epoch < options.epochs; ++epoch) last = trainer->step(epoch, 0);
        QVERIFY2(last < 0.2 * first, (std::to_string(first) + " " + std::to_string(last)).c_str());
    }
    // The moments of the first step are its gradient.
    void chunkedGradientIsThePlainOne() {
        const PictureWorld world(12, 4);
        auto options = smallOptions();
        options.frozenBlocks = 9;
        options.clip = 1e6;
        const auto momentsAfter = [&](int chunk) {
            options.chunk = chunk;
            const auto trainer = must(trainers::makeBackboneTrainer(options, world.data, kWeights));
            trainer->step(0, 0);
            return trainer->stateFile();
        };
        const auto plain = momentsAfter(12), chunked = momentsAfter(5);
        int compared = 0;
        for (const auto& [name, stored] : plain.tensors) {
            if (!name.starts_with("first.")) continue;
            const auto a = must(model::takeTensor(plain, name, stored.shape, "plain"));
            const auto b = must(model::takeTensor(chunked, name, stored.shape, "chunked"));
            const double apart = (a - b).norm().item<double>(), size = a.norm().item<double>();
            QVERIFY2(apart <= 1e-3 * size + 1e-9,
                     (name + " " + std::to_string(apart) + " " + std::to_string(size)).c_str());
            if (name.starts_with("first.backbone") && size > 0) ++compared;
        }
        QVERIFY(compared > 30);
    }
    void frozenLayersStayAndTheOthersMove() {
        const PictureWorld world;
        QTemporaryDir folder;
        const auto outcome = must(runFor(world, smallOptions(), 2, folder.path().toStdString()));
        const auto before = must(model::readTensorFile(kWeights));
        const auto after = must(model::readTensorFile(outcome.bestCheckpoint));
        QCOMPARE(after.tensors.size(), before.tensors.size());
        int moved = 0;
        for (const auto& [name, stored] : before.tensors) {
            const auto number = name.starts_with("_blocks.") ? std::stoi(name.substr(8)) : -1;
            const bool trained = (number >= 12 || name.starts_with("_conv_head") || name.starts_with("_bn1")) &&
                                 (name.ends_with("conv.weight") || name.ends_with("head.weight") ||
                                  (name.ends_with(".bias") && !name.starts_with("_fc")));
            const bool same = after.tensors.at(name).bytes == stored.bytes;
            if (!trained) QVERIFY2(same, name.c_str());
            moved += !same;
        }
        QVERIFY(moved > 20);
        const auto info = must(model::takeInfo(after.metadata, "best"));
        QCOMPARE(info.kind, std::string("backbone"));
        QCOMPARE(info.architecture, std::string("efficientnet-lite0"));
        QCOMPARE(info.setting, std::string("c"));
        QVERIFY(info.figures.contains("rsum"));
        QVERIFY(after.metadata.contains("license"));
    }
    // Adam's first step is about as long as the learning rate, whatever the gradient.
    void earlierBlocksTakeSmallerSteps() {
        const PictureWorld world(12, 4);
        auto options = smallOptions();
        options.layerDecay = 0.1;
        options.schedule = "constant";
        options.warmup = options.weightDecay = 0;
        const auto trainer = must(trainers::makeBackboneTrainer(options, world.data, kWeights));
        const auto before = trainer->stateFile();
        trainer->step(0, 0);
        const auto after = trainer->stateFile();
        const auto moved = [&](const char* name) {
            const auto& shape = before.tensors.at(name).shape;
            return (must(model::takeTensor(after, name, shape, "after")) -
                    must(model::takeTensor(before, name, shape, "before")))
                .abs()
                .max()
                .item<double>();
        };
        const double rate = options.learningRate, last = rate * options.backboneRate;
        QVERIFY(std::abs(moved("weight.text.W_f") / rate - 1) < 0.01);
        QVERIFY(std::abs(moved("weight.backbone._conv_head.weight") / last - 1) < 0.01);
        QVERIFY(std::abs(moved("weight.backbone._blocks.15._project_conv.weight") / (last * 0.1) - 1) < 0.02);
        QVERIFY(std::abs(moved("weight.backbone._blocks.14._project_conv.weight") / (last * 0.01) - 1) < 0.1);
    }
    void startsFromAnAlignmentModel() {
        const PictureWorld world;
        const text::Vocabulary vocabulary({"door", "red", "green", "wall"});
        const auto shapes = model::ConvWeights::shapes({vocabulary.size(), 6, 7, 8, 9, 1280, 1280, 3});
        model::ConvWeights weights;
        at::manual_seed(6);
        model::TensorFile content;
        for (auto& [name, tensor] : weights.named()) {
            *tensor = at::randn(shapes.at(name)) * 0.1;
            content.tensors[name] = model::storeTensor(*tensor);
        }
        model::CheckpointInfo info;
        info.kind = "alignment";
        info.architecture = "conv";
        model::putInfo(content, info);
        model::putVocabulary(content, vocabulary);
        model::putStandardisation(content, {std::vector<float>(1280, 0.5F), std::vector<float>(1280, 2.0F)});
        QTemporaryDir folder;
        auto options = smallOptions();
        options.alignment = folder.filePath("a.safetensors").toStdString();
        must(model::writeTensorFile(options.alignment, content));
        const auto trainer = must(trainers::makeBackboneTrainer(options, world.data, kWeights));
        const auto state = trainer->stateFile();
        QCOMPARE(must(model::takeVocabulary(state, "state")).words(), vocabulary.words());
        for (const auto& [name, tensor] : weights.named())
            QVERIFY2(state.tensors.at("weight.text." + name).bytes == content.tensors.at(name).bytes, name.c_str());
        QCOMPARE(must(model::takeTensor(state, "deviation", {1280}, "state"))[7].item<double>(), 2.0);
        QVERIFY(std::isfinite(trainer->step(0, 0)));
    }
    void resumedRunIsBitEqual() {
        const PictureWorld world;
        QTemporaryDir whole, parts;
        auto options = smallOptions();
        options.leastSize = 0.5, options.blur = 1, options.sharpening = 1, options.jpegQuality = 50;
        must(runFor(world, options, 3, whole.path().toStdString()));
        must(runFor(world, options, 1, parts.path().toStdString()));
        must(runFor(world, options, 3, parts.path().toStdString()));
        QCOMPARE(bytesOf(fs::path(parts.path().toStdString()) / "best.safetensors"),
                 bytesOf(fs::path(whole.path().toStdString()) / "best.safetensors"));
        QCOMPARE(bytesOf(fs::path(parts.path().toStdString()) / "ckpt-6" / "state.safetensors"),
                 bytesOf(fs::path(whole.path().toStdString()) / "ckpt-6" / "state.safetensors"));
    }
    void withoutPhrasesItIsSettingA() {
        PictureWorld world;
        auto options = smallOptions();
        options.phrases = false;
        const auto trainer = must(trainers::makeBackboneTrainer(options, world.data, kWeights));
        const double without = trainer->step(0, 0);
        QCOMPARE(must(model::takeInfo(trainer->modelFile({}).metadata, "m")).setting, std::string("a"));
        const auto both = must(trainers::makeBackboneTrainer(smallOptions(), world.data, kWeights));
        QVERIFY(both->step(0, 0) > without + 0.1);
    }
    void unreadablePictureIsNamed() {
        PictureWorld world;
        const auto trainer = must(trainers::makeBackboneTrainer(smallOptions(), world.data, kWeights));
        world.pixels.broken = 5;
        QTemporaryDir folder;
        const auto outcome = trainers::runLoop(*trainer, {1, 1}, folder.path().toStdString(), {}, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, base::ErrorCode::BadInput);
        QVERIFY(outcome.error().message.find("broken.jpg") != std::string::npos);
    }
    void badInput() {
        PictureWorld world;
        auto options = smallOptions();
        options.alignment = fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained/alignment-paper.safetensors";
        const auto brnn = trainers::makeBackboneTrainer(options, world.data, kWeights);
        QVERIFY(!brnn);
        QVERIFY(brnn.error().message.find("brnn") != std::string::npos);
        for (auto& picture : world.data.train) picture.sentences = {"?"}, picture.phrases.clear();
        const auto wordless = trainers::makeBackboneTrainer(smallOptions(), world.data, kWeights);
        QVERIFY(!wordless);
        QCOMPARE(wordless.error().code, base::ErrorCode::BadInput);
        world.data.train.clear();
        QVERIFY(!trainers::makeBackboneTrainer(smallOptions(), world.data, kWeights));
    }
};

QTEST_GUILESS_MAIN(TestBackbone)
#include "test_backbone.moc"
