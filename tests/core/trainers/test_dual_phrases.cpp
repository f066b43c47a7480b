// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/aligner.h"
#include "core/trainers/alignment/dual/dual_phrases_impl.h"
#include "core/trainers/dual_trainer.h"
#include "core/trainers/run_folder.h"
#include "tests/support/align_world.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace legenda;
using tests::AlignWorld;

namespace {

// Image 0 with two sentences, image 1 with one; targets of the phrases among four regions.
trainers::AlignSplit handMade() {
    trainers::AlignSplit split;
    split.sentences = {{{3, 4, 5}, {6, 7}}, {{8, 9, 10, 11}}};
    split.phrases = {{{0, {1, 2}, {2}, {1}}, {1, {0}, {1, 3}, {0.75F, 0.25F}}, {1, {1}, {0}, {1}}},
                     {{0, {3}, {1}, {1}}}};
    return split;
}

// targets: share by region.
double plainLoss(const at::Tensor& v, const at::Tensor& s, const std::vector<std::vector<int>>& words,
                 const std::vector<int>& pair, const std::vector<std::map<int, double>>& targets) {
    double loss = 0;
    for (std::size_t p = 0; p < words.size(); ++p) {
        double own = 0, all = 0;
        for (int i = 0; i < v.size(1); ++i) {
            double score = 0;
            for (const int t : words[p])
                for (int d = 0; d < v.size(2); ++d) score += v[pair[p]][i][d].item<double>() * s[t][d].item<double>();
            all += std::exp(score);
            if (const auto share = targets[p].find(i); share != targets[p].end()) own += share->second * score;
        }
        loss += (std::log(all) - own) / static_cast<double>(words.size());
    }
    return loss;
}

// The first thing of each sentence has the whole image as its box: without phrases the region that shows it wins.
void draw(AlignWorld& world) {
    for (auto* split : {&world.data.train, &world.data.dev})
        for (auto& image : *split) {
            for (const auto& box : image.features->boxes)
                image.boxes.push_back({box.x / 60, box.y / 40, box.w / 60, box.h / 40});
            for (std::size_t s = 0; s < image.sentences.size(); ++s) image.phrases.push_back({s, 0, 2, 0});
        }
}

// Of the dev phrases after a short training.
double shareInTheirBox(const AlignWorld& world, double phraseWeight) {
    trainers::DualOptions options;
    options.epochs = 20;
    options.batch = 12;
    options.embedding = options.frameEmbedding = options.components = 16;
    options.wordVectors = 12;
    options.hidden = 24;
    options.learningRate = 0.01;
    options.averaging = 0.9;
    options.phraseWeight = phraseWeight;
    QTemporaryDir folder;
    const auto trainer = trainers::makeDualTrainer(options, world.data);
    const auto outcome = trainers::runLoop(**trainer, {options.epochs, 1}, folder.path().toStdString(), {}, {});
    const auto aligner = model::Aligner::load(outcome->bestCheckpoint);
    if (aligner->info().setting != (phraseWeight > 0 ? "c" : "a")) return -1;
    int right = 0, all = 0;
    for (const auto& image : world.data.dev) {
        const auto x = image.features->toFloat();
        const auto v = aligner->embedRegions(x, image.features->scoredPlaces());
        const auto g = aligner->embedFrames(x);
        for (const auto& phrase : image.phrases) {
            const auto aligned = aligner->align(v, g.row(0), image.sentences[phrase.sentence], 0);
            right += aligned.assignment.at(1) == static_cast<int>(phrase.box) ? 1 : 0;
            ++all;
        }
    }
    return static_cast<double>(right) / all;
}

}  // namespace

class TestDualPhrases : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void phrasesOfABatch() {
        const auto batch = trainers::batchPhrases(handMade(), {{1, 0}, {0, 1}}, 4, {});
        QCOMPARE(batch.pair, (std::vector<std::int64_t>{0, 1, 1}));
        QCOMPARE(batch.words, (std::vector<std::int64_t>{3, 4, 5}));
        QCOMPARE(batch.phrase, (std::vector<std::int64_t>{0, 1, 2}));
        const auto expected =
            at::tensor(at::ArrayRef<float>({0, 1, 0, 0, 0, 0.75F, 0, 0.25F, 1, 0, 0, 0})).view({3, 4});
        QVERIFY(batch.targets.equal(expected));
    }
    void aHiddenFrameIsNoTarget() {
        const auto hidden = at::tensor(at::ArrayRef<int>({0, 1})).to(at::kBool);
        const auto batch = trainers::batchPhrases(handMade(), {{1, 0}, {0, 1}}, 4, hidden);
        // The last phrase has the frame alone; region 1 stands in region 0's place for the one before, which shares.
        QCOMPARE(batch.pair, (std::vector<std::int64_t>{0, 1}));
        const auto expected = at::tensor(at::ArrayRef<float>({0, 1, 0, 0, 0.375F, 0.375F, 0, 0.25F})).view({2, 4});
        QVERIFY(batch.targets.equal(expected));
    }
    void lossAndGradient() {
        const auto batch = trainers::batchPhrases(handMade(), {{1, 0}, {0, 1}}, 4, {});
        auto v = at::empty({2, 4, 3}), s = at::empty({6, 3});
        base::Random draws(5);
        for (auto* of : {&v, &s})
            for (std::int64_t i = 0; i < of->numel(); ++i)
                of->data_ptr<float>()[i] = static_cast<float>(draws.normal());
        const auto plain = [&] {
            return plainLoss(v, s, {{3}, {4}, {5}}, {0, 1, 1}, {{{1, 1}}, {{1, 0.75}, {3, 0.25}}, {{0, 1}}});
        };
        auto vLeaf = v.clone().requires_grad_(true), sLeaf = s.clone().requires_grad_(true);
        const auto loss = trainers::phraseLoss(batch, vLeaf, sLeaf);
        QVERIFY(std::abs(loss.item<double>() - plain()) < 1e-5);
        loss.backward();
        constexpr float kStep = 1e-2F;
        for (const auto& [values, gradient] : {std::pair(v, vLeaf.grad()), std::pair(s, sLeaf.grad())})
            for (std::int64_t i = 0; i < values.numel(); ++i) {
                float& value = values.data_ptr<float>()[i];
                const float kept = value;
                value = kept + kStep;
                const double above = plain();
                value = kept - kStep;
                const double below = plain();
                value = kept;
                QVERIFY(std::abs((above - below) / (2 * kStep) - gradient.data_ptr<float>()[i]) < 2e-3);
            }
        QCOMPARE(trainers::phraseLoss({{}, {}, {}, at::empty({0, 4})}, v, s).item<double>(), 0.0);
    }
    void phrasesGoToTheirBox() {
        AlignWorld world(60, 12);
        draw(world);
        const auto without = shareInTheirBox(world, 0), with = shareInTheirBox(world, 1);
        QVERIFY2(without < 0.4, std::to_string(without).c_str());
        QVERIFY2(with > 0.9, std::to_string(with).c_str());
    }
    void withoutPhrasesItIsSettingA() {
        const AlignWorld world(12, 4);
        trainers::DualOptions options;
        options.batch = 12;
        options.phraseWeight = 1;
        const auto trainer = trainers::makeDualTrainer(options, world.data);
        QVERIFY(trainer.has_value());
        QCOMPARE((*trainer)->modelFile({}).metadata.at("setting"), std::string("a"));
    }
};

QTEST_GUILESS_MAIN(TestDualPhrases)
#include "test_dual_phrases.moc"
