// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/dual_trainer.h"

#include "core/model/alignment/alignment_impl.h"
#include "core/trainers/alignment/align_split_impl.h"
#include "core/trainers/alignment/dual/dual_inputs_impl.h"
#include "core/trainers/alignment/dual/dual_parts_impl.h"
#include "core/trainers/alignment/dual/dual_phrases_impl.h"
#include "core/trainers/data/epoch_batches.h"
#include "core/trainers/data/next_batch_impl.h"
#include "core/trainers/data/stopwatch_impl.h"
#include "core/trainers/optim/adamw_impl.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;

namespace {

class DualTrainer final : public Trainer {
 public:
    DualTrainer(const DualOptions& options, AlignSplits splits, const TrainingData& data, const at::Device& device);

    std::int64_t stepsPerEpoch() const override { return stepsPerEpoch_; }
    double step(int epoch, std::int64_t step) override;
    base::Result<std::map<std::string, double>> evaluate(const base::JobContext& context) override;
    // Both softmax losses of the last batch with all scores equal; the loss of phrases has no such value.
    std::optional<double> collapsedLoss() const override {
        if (phrases_ || lastBatch_ < 2) return {};
        return 2 * std::log(static_cast<double>(lastBatch_));
    }
    std::string selectionMetric() const override { return "rsum"; }
    bool higherIsBetter() const override { return true; }
    model::TensorFile modelFile(const std::map<std::string, double>& figures) const override;
    model::TensorFile stateFile() const override;
    base::Status restore(const model::TensorFile& model, const model::TensorFile& state) override;

 private:
    void initialise();
    const std::vector<std::vector<Pair>>& batches(int epoch);
    struct Batch {
        std::vector<Pair> pairs;  // K
        std::vector<std::vector<int>> sentences;
        std::vector<std::int64_t> owner;  // sentence of each word
        at::Tensor x, places, frames;     // [K R, D], [K, R, 5], [K, D]
        at::Tensor hidden;                // [K]: the whole image is hidden; undefined: none is
        model::ConvMasks masks;
    };
    Batch makeBatch(int epoch, std::int64_t step);
    at::Tensor lossOf(const Batch& batch) const;
    base::Result<at::Tensor> scoreBlock(const std::vector<at::Tensor>& regions, const at::Tensor& frames,
                                        const std::vector<std::vector<int>>& sentences, ScoredImages images,
                                        SpreadSums& sums, const base::JobContext& context) const;

    DualOptions options_;
    model::CheckpointInfo info_;
    std::string splitHash_;
    AlignSplits splits_;
    at::Device device_;
    DualInputs inputs_;
    MappedImages trainInputs_, devInputs_;
    bool phrases_ = false;
    std::int64_t stepsPerEpoch_ = 0;
    std::int64_t lastBatch_ = 0;  // pairs
    double spread_ = 1;
    model::ConvWeights weights_, average_;
    std::unique_ptr<AdamW> optimizer_;
    EpochBatches<std::vector<Pair>> batches_;
    NextBatch<Batch> next_;
};

DualTrainer::DualTrainer(const DualOptions& options, AlignSplits splits, const TrainingData& data,
                         const at::Device& device)
    : options_(options),
      splitHash_(data.splitHash),
      splits_(std::move(splits)),
      device_(device),
      next_(batchCoresBeside(device)) {
    inputs_ = fitDualInputs(splits_.train.images, splits_.dimension, options_.components, options_.whitening);
    trainInputs_ = dualInputs(inputs_, splits_.train.images, splits_.regions);
    devInputs_ = dualInputs(inputs_, splits_.dev.images, splits_.regions);
    for (auto* inputs : {&trainInputs_, &devInputs_})
        for (auto* tensor : {&inputs->regions, &inputs->frames, &inputs->places}) *tensor = tensor->to(device_);
    stepsPerEpoch_ = static_cast<std::int64_t>(batches(0).size());
    info_.kind = "alignment";
    info_.architecture = "conv";
    info_.options = base::optionsToJson(options);
    info_.recipe = data.recipe;
    phrases_ = options.phraseWeight > 0 &&
               std::ranges::any_of(splits_.train.phrases, [](const auto& own) { return !own.empty(); });
    info_.setting = phrases_ ? "c" : data.recipe.setting;
    info_.parents = {{"backbone", data.recipe.backboneHash}};
    info_.dataset = data.datasetName;
    info_.seed = static_cast<std::uint64_t>(options.seed);
    info_.figures = nlohmann::json::object();
    initialise();
}

void DualTrainer::initialise() {
    const bool joint = options_.regionUnits > 0;
    const auto sizes = model::ConvWeights::shapes(
        {splits_.vocabulary.size(), options_.wordVectors, options_.hidden, options_.embedding, options_.frameEmbedding,
         inputs_.components.size(1), trainInputs_.frames.size(1),
         joint ? options_.regionUnits : DualOptions::kPlaceUnits, options_.regionScores, joint});
    weights_ = initialConvWeights(sizes, options_.seed);
    average_ = initialConvWeights(sizes, options_.seed);
    for (auto* weights : {&weights_, &average_})
        for (auto& [name, tensor] : weights->named()) *tensor = tensor->to(device_);
    optimizer_ = std::make_unique<AdamW>(weights_.named(), average_.named(), options_);
}

const std::vector<std::vector<Pair>>& DualTrainer::batches(int epoch) {
    return batches_.of(epoch, [this](int of) { return pairBatches(splits_.train, options_, of); });
}

DualTrainer::Batch DualTrainer::makeBatch(int epoch, std::int64_t step) {
    Batch made;
    auto& [pairs, sentences, owner, x, places, frames, hidden, masks] = made;
    pairs = batches(epoch).at(static_cast<std::size_t>(step));
    const auto count = static_cast<std::int64_t>(pairs.size());
    const auto regions = splits_.regions;
    auto images = at::empty({count}, at::kLong);
    for (std::int64_t k = 0; k < count; ++k) {
        const auto& pair = pairs[static_cast<std::size_t>(k)];
        images.data_ptr<std::int64_t>()[k] = static_cast<std::int64_t>(pair.image);
        sentences.push_back(splits_.train.sentences[pair.image][pair.sentence]);
        owner.insert(owner.end(), sentences.back().size(), k);
    }
    images = images.to(device_);
    const auto words = static_cast<std::int64_t>(owner.size());
    const auto mask = [&](std::int64_t rows, std::int64_t columns, double drop, const char* purpose) {
        return dropoutMask(rows, columns, drop, drawKey(options_.seed, purpose, epoch, step)).to(device_);
    };
    x = trainInputs_.regions.index_select(0, images).to(at::kFloat);
    places = trainInputs_.places.index_select(0, images);
    if (options_.frameHidden > 0 && regions > 1) {
        // Region 1 takes its place, so that the maximum is over the other regions.
        hidden = mask(count, 1, options_.frameHidden, "contrast hidden frames").eq(0).squeeze(1);
        for (auto* of : {&x, &places})
            of->narrow(1, 0, 1).copy_(at::where(hidden.view({-1, 1, 1}), of->narrow(1, 1, 1), of->narrow(1, 0, 1)));
        hidden = hidden.to(at::kCPU);
    }
    x = x.view({count * regions, -1});
    frames = trainInputs_.frames.index_select(0, images).to(at::kFloat);
    if (options_.regionDropout > 0)
        x.mul_(mask(x.size(0), x.size(1), options_.regionDropout, "contrast dropout regions"));
    if (options_.frameDropout > 0)
        frames.mul_(mask(count, frames.size(1), options_.frameDropout, "contrast dropout frames"));
    if (options_.dropout > 0) {
        masks.words = mask(words, options_.wordVectors, options_.dropout, "contrast dropout words");
        masks.hidden = mask(words, options_.hidden, options_.dropout, "contrast dropout hidden");
        masks.sentences = mask(count, options_.wordVectors, options_.dropout, "contrast dropout sentences");
        masks.hiddenWhole = mask(count, options_.hidden, options_.dropout, "contrast dropout whole");
        if (options_.regionUnits > 0)
            masks.units = mask(count * regions, options_.regionUnits, options_.dropout, "contrast dropout units");
    }
    if (options_.wordDropout > 0) {
        const auto kept = mask(words, 1, options_.wordDropout, "contrast word dropout") * (1 - options_.wordDropout);
        masks.words = masks.words.defined() ? masks.words * kept : kept;
    }
    return made;
}

at::Tensor DualTrainer::lossOf(const Batch& batch) const {
    const auto& [pairs, sentences, owner, x, places, frames, hidden, masks] = batch;
    const std::int64_t count = std::ssize(pairs), regions = splits_.regions, words = std::ssize(owner);
    const auto v = model::encodeRegions(weights_, x, places.flatten(0, 1), masks);
    const auto g = model::encodeFrames(weights_, frames);
    const auto encoded = model::encodeSentences(weights_, sentences, masks);
    // Each part of the score has a loss of its own: with a joint loss the easier part, the global similarity, would
    // leave the other untrained.
    auto loss = softmaxLoss(at::mm(g, encoded.q.t()));
    if (phrases_)
        loss = loss + options_.phraseWeight * phraseLoss(batchPhrases(splits_.train, pairs, regions, hidden),
                                                         v.view({count, regions, -1}), encoded.s);
    const auto best = std::get<0>(at::mm(v, encoded.s.t()).view({count, regions, words}).max(1));
    const auto ownerIndex = at::tensor(owner).to(device_);
    return loss + softmaxLoss(at::zeros({count, count}, best.options()).index_add(1, ownerIndex, best));
}

double DualTrainer::step(int epoch, std::int64_t step) {
    const auto named = weights_.named();
    for (const auto& [name, tensor] : named) tensor->requires_grad_(true);
    Stopwatch data;
    const BatchPlace place{epoch, step};
    const auto make = [this](const BatchPlace& of) { return makeBatch(of.epoch, of.step); };
    const auto batch = data.during([&] { return next_.take(place, make); });
    next_.prepare(place.nextStep(stepsPerEpoch_), make);
    lastBatch_ = std::ssize(batch.pairs);
    const auto loss = lossOf(batch);
    loss.backward();
    const auto gradients = takeGradients(named);
    const double rate = learningRateAt(options_, epoch, step, stepsPerEpoch_);
    facts_ = {rate, optimizer_->step(gradients, rate), data.seconds()};
    return loss.item<double>();
}

// Scores [images, sentences].
base::Result<at::Tensor> DualTrainer::scoreBlock(const std::vector<at::Tensor>& regions, const at::Tensor& frames,
                                                 const std::vector<std::vector<int>>& sentences, ScoredImages images,
                                                 SpreadSums& sums, const base::JobContext& context) const {
    std::vector<std::int64_t> lengths;
    for (const auto& sentence : sentences) lengths.push_back(static_cast<std::int64_t>(sentence.size()));
    const auto encoded = model::encodeSentences(average_, sentences);
    if (images.all) sums.add(encoded.s);
    std::vector<at::Tensor> rows;
    const auto from = images.first / kDevImagesABlock;
    for (auto b = from; b * kDevImagesABlock < images.first + images.count; ++b) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto start = static_cast<std::int64_t>(b * kDevImagesABlock);
        const auto count = regions[b].size(0) / splits_.regions;
        rows.push_back(at::mm(frames.narrow(0, start, count), encoded.q.t())
                           .add_(model::scorePairs(regions[b], splits_.regions, encoded.s, lengths)));
    }
    return images.of(at::cat(rows), from * kDevImagesABlock);
}

base::Result<std::map<std::string, double>> DualTrainer::evaluate(const base::JobContext& context) {
    const c10::NoGradGuard noGradients;
    SpreadSums vSums, sSums;
    const auto images = devInputs_.regions.size(0);
    std::vector<at::Tensor> regions;
    constexpr auto kBlock = static_cast<std::int64_t>(kDevImagesABlock);
    for (std::int64_t k = 0; k < images; k += kBlock) {
        const auto count = std::min(kBlock, images - k);
        const auto x = devInputs_.regions.narrow(0, k, count).to(at::kFloat).flatten(0, 1);
        regions.push_back(model::encodeRegions(average_, x, devInputs_.places.narrow(0, k, count).flatten(0, 1)));
        vSums.add(regions.back());
    }
    const auto frames = model::encodeFrames(average_, devInputs_.frames.to(at::kFloat));
    auto retrieval = retrievalOf(splits_.dev);
    const auto score = [&](const std::vector<std::vector<int>>& known, ScoredImages images) {
        return scoreBlock(regions, frames, known, images, sSums, context);
    };
    if (auto scored = retrieval.score(splits_.dev.images.size(), kDevSentencesABlock, score, context); !scored)
        return base::pass(scored);
    spread_ = spreadOf(vSums, sSums);
    auto figures = retrieval.figures();
    figures["spread"] = spread_;
    return figures;
}

model::TensorFile DualTrainer::modelFile(const std::map<std::string, double>& figures) const {
    model::TensorFile content;
    auto trained = average_;
    for (auto& [name, tensor] : trained.named()) *tensor = tensor->to(at::kCPU);
    const auto shipped = foldInputs(inputs_, trained);
    for (const auto& [name, tensor] : shipped.named()) content.tensors[name] = model::storeTensor(*tensor);
    auto info = info_;
    info.figures = figures;
    model::putInfo(content, info);
    model::putVocabulary(content, splits_.vocabulary);
    model::putStandardisation(content, inputs_.regions);
    model::putNumber(content, "spread", spread_);
    content.metadata["split_hash"] = splitHash_;
    return content;
}

model::TensorFile DualTrainer::stateFile() const {
    model::TensorFile content;
    optimizer_->save(content);
    return content;
}

base::Status DualTrainer::restore(const model::TensorFile& model, const model::TensorFile& state) {
    const std::filesystem::path file = "model.safetensors of the checkpoint";
    if (auto same = checkVocabulary(model, file, splits_.vocabulary); !same) return same;
    auto spread = model::takeNumber(model.metadata, "spread", file);
    if (!spread) return base::pass(spread);
    if (auto restored = optimizer_->restore(state, "state.safetensors of the checkpoint"); !restored) return restored;
    spread_ = *spread;
    return {};
}

}  // namespace

base::Result<std::unique_ptr<Trainer>> makeDualTrainer(const DualOptions& options, const TrainingData& data,
                                                       const std::string& device) try {
    if (const auto problems = base::optionProblems(options); !problems.empty())
        return base::refuseOption(problems.front());
    auto splits = splitsOf(data, options.minCount);
    if (!splits) return base::pass(splits);
    auto trainer = std::make_unique<DualTrainer>(options, std::move(*splits), data, at::Device(device));
    if (trainer->stepsPerEpoch() == 0)
        return fail(ErrorCode::BadInput,
                    "Two training images with a sentence are needed at least: a pair is told from the others of its "
                    "batch.");
    return trainer;
} catch (const std::exception& problem) {
    if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
    return fail(ErrorCode::Internal, "The alignment model cannot be made.", problem.what());
}

}  // namespace legenda::trainers
