// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/brnn_trainer.h"

#include "core/base/random.h"
#include "core/model/alignment/alignment_impl.h"
#include "core/trainers/alignment/align_split_impl.h"
#include "core/trainers/alignment/brnn/brnn_step_impl.h"
#include "core/trainers/data/epoch_batches.h"
#include "core/trainers/data/next_batch_impl.h"
#include "core/trainers/data/stopwatch_impl.h"
#include "core/trainers/optim/optimizer_impl.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;

namespace {

class BrnnTrainer final : public Trainer {
 public:
    static base::Result<std::unique_ptr<Trainer>> make(const BrnnOptions& options, const TrainingData& data,
                                                       const at::Device& device);

    std::int64_t stepsPerEpoch() const override { return stepsPerEpoch_; }
    double step(int epoch, std::int64_t step) override;
    base::Result<std::map<std::string, double>> evaluate(const base::JobContext& context) override;
    // All hinges of the last batch at the margin.
    std::optional<double> collapsedLoss() const override {
        if (lastBatch_ == 0) return {};
        return 2 * options_.margin * static_cast<double>(lastBatch_ - 1);
    }
    std::string selectionMetric() const override { return "rsum"; }
    bool higherIsBetter() const override { return true; }
    model::TensorFile modelFile(const std::map<std::string, double>& figures) const override;
    model::TensorFile stateFile() const override;
    base::Status restore(const model::TensorFile& model, const model::TensorFile& state) override;

 private:
    BrnnTrainer(const BrnnOptions& options, const at::Device& device)
        : options_(options), device_(device), next_(batchCoresBeside(device)) {}
    void initialise(std::int64_t features);
    const std::vector<std::vector<Pair>>& batches(int epoch);
    AlignBatch makeBatch(int epoch, std::int64_t step);
    at::Tensor embed(std::span<const features::ImageFeatures* const> images) const;
    base::Result<std::vector<at::Tensor>> embedDev(SpreadSums& sums, const base::JobContext& context) const;
    base::Result<at::Tensor> scoreBlock(const std::vector<at::Tensor>& blocks,
                                        const std::vector<std::vector<int>>& sentences, ScoredImages images,
                                        SpreadSums& sums, const base::JobContext& context) const;

    BrnnOptions options_;
    at::Device device_;
    model::CheckpointInfo info_;  // what is the same in every checkpoint of the run
    std::string splitHash_;
    text::Vocabulary vocabulary_;
    model::Standardisation statistics_;
    AlignSplit train_, dev_;
    std::int64_t regions_ = 0;  // most of any image
    std::int64_t stepsPerEpoch_ = 0;
    std::int64_t lastBatch_ = 0;  // pairs
    double spread_ = 1;
    model::AlignmentWeights weights_;
    std::unique_ptr<Sgd> optimizer_;
    EpochBatches<std::vector<Pair>> batches_;
    NextBatch<AlignBatch> next_;
};

base::Result<std::unique_ptr<Trainer>> BrnnTrainer::make(const BrnnOptions& options, const TrainingData& data,
                                                         const at::Device& device) {
    if (const auto problems = base::optionProblems(options); !problems.empty())
        return base::refuseOption(problems.front());
    auto splits = splitsOf(data, options.minCount);
    if (!splits) return base::pass(splits);
    std::unique_ptr<BrnnTrainer> trainer(new BrnnTrainer(options, device));
    const std::size_t dimension = splits->dimension;
    trainer->vocabulary_ = std::move(splits->vocabulary);
    trainer->train_ = std::move(splits->train);
    trainer->dev_ = std::move(splits->dev);
    trainer->regions_ = splits->regions;
    trainer->statistics_ = fitStandardisation(trainer->train_.images, dimension);
    // An affine change that W_m absorbs: with long inputs its steps would be far larger than those of the words'
    // weights.
    for (auto& deviation : trainer->statistics_.deviation) deviation /= static_cast<float>(options.featureScale);
    trainer->stepsPerEpoch_ = static_cast<std::int64_t>(trainer->batches(0).size());
    if (trainer->stepsPerEpoch_ == 0)
        return fail(ErrorCode::BadInput,
                    "Two training images with a sentence are needed at least: a pair is ranked against the others of "
                    "its batch.");

    auto& info = trainer->info_;
    info.kind = "alignment";
    info.architecture = "brnn";
    info.options = base::optionsToJson(options);
    info.recipe = data.recipe;
    info.setting = data.recipe.setting;
    info.parents = {{"backbone", data.recipe.backboneHash}};
    info.dataset = data.datasetName;
    info.seed = static_cast<std::uint64_t>(options.seed);
    info.figures = nlohmann::json::object();
    trainer->splitHash_ = data.splitHash;
    trainer->initialise(static_cast<std::int64_t>(dimension));
    return std::unique_ptr<Trainer>(std::move(trainer));
}

void BrnnTrainer::initialise(std::int64_t features) {
    const model::AlignmentShape shape{vocabulary_.size(), options_.wordVectors, options_.hidden, options_.embedding,
                                      features};
    const auto sizes = model::AlignmentWeights::shapes(shape);
    // Small normal word vectors; the layers keep the size of what goes through them (a ReLU halves the variance), and
    // W_m brings regions to the size of words, so that both sides of the product learn at the same pace.
    const std::map<std::string, double> deviations{
        {"W_w", options_.initialScale},
        {"W_e", std::sqrt(2.0 / static_cast<double>(shape.wordVectors))},
        {"W_d", std::sqrt(0.5 / static_cast<double>(shape.hidden))},
        {"W_m", options_.initialScale / options_.featureScale / std::sqrt(static_cast<double>(features))}};
    for (auto& [name, tensor] : weights_.named()) {
        *tensor = at::zeros(sizes.at(name), at::kFloat);
        if (const auto found = deviations.find(name); found != deviations.end()) {
            base::Random draws(static_cast<std::uint64_t>(options_.seed), "align initial " + name);
            float* const values = tensor->data_ptr<float>();
            for (std::int64_t i = 0; i < tensor->numel(); ++i)
                values[i] = static_cast<float>(draws.normal() * found->second);
        }
    }
    // Half the identity: a state fades over a few words and neither dies nor explodes along a sentence.
    weights_.W_f.fill_diagonal_(0.5);
    weights_.W_b.fill_diagonal_(0.5);
    for (auto& [name, tensor] : weights_.named()) *tensor = tensor->to(device_);
    // The paper cuts the gradient of the summed loss; ours is its mean over the batch.
    optimizer_ = std::make_unique<Sgd>(weights_.named(), options_.momentum, options_.weightDecay,
                                       options_.clip / options_.batch);
}

const std::vector<std::vector<Pair>>& BrnnTrainer::batches(int epoch) {
    return batches_.of(epoch, [this](int of) { return pairBatches(train_, options_, of); });
}

AlignBatch BrnnTrainer::makeBatch(int epoch, std::int64_t step) {
    std::vector<const features::ImageFeatures*> images;
    std::vector<std::vector<int>> sentences;
    AlignBatch made;
    for (const auto& pair : batches(epoch).at(static_cast<std::size_t>(step))) {
        images.push_back(train_.images[pair.image]);
        sentences.push_back(train_.sentences[pair.image][pair.sentence]);
        made.lengths.push_back(static_cast<std::int64_t>(sentences.back().size()));
    }
    const auto draws = [&](const char* purpose) { return drawKey(options_.seed, purpose, epoch, step); };
    const double drop = options_.dropout;
    made.regions = regions_;
    made.x = gatherRegions(images, regions_, statistics_, drop, draws("align dropout regions")).to(device_);
    made.packed = model::packSentences(sentences).to(device_);
    if (drop > 0) {
        const auto words = made.packed.size();
        made.inputMask = dropoutMask(words, options_.wordVectors, drop, draws("align dropout words")).to(device_);
        made.hiddenMask = dropoutMask(words, options_.hidden, drop, draws("align dropout hidden")).to(device_);
    }
    return made;
}

double BrnnTrainer::step(int epoch, std::int64_t step) {
    Stopwatch data;
    const BatchPlace place{epoch, step};
    const auto make = [this](const BatchPlace& of) { return makeBatch(of.epoch, of.step); };
    const auto batch = data.during([&] { return next_.take(place, make); });
    next_.prepare(place.nextStep(stepsPerEpoch_), make);
    lastBatch_ = std::ssize(batch.lengths);
    const auto found = device_.is_cpu() ? alignGradients(weights_, batch, options_.margin)
                                        : recordedGradients(weights_, batch, options_.margin);
    std::vector<at::Tensor> gradients;  // in the order of the weights
    for (const auto& [name, tensor] : found.by.named()) gradients.push_back(*tensor);
    const double rate = learningRateAt(options_, epoch, step, stepsPerEpoch_);
    facts_ = {rate, step % kNormEvery == 0 ? gradientNorm(gradients) : NAN, data.seconds()};
    optimizer_->step(gradients, rate);
    return found.loss;
}

at::Tensor BrnnTrainer::embed(std::span<const features::ImageFeatures* const> images) const {
    return at::addmm(weights_.b_m, gatherRegions(images, regions_, statistics_).to(device_), weights_.W_m.t());
}

base::Result<std::vector<at::Tensor>> BrnnTrainer::embedDev(SpreadSums& sums, const base::JobContext& context) const {
    const auto dimension = static_cast<std::int64_t>(statistics_.mean.size());
    std::vector<at::Tensor> blocks;
    for (std::size_t k = 0; k < dev_.images.size(); k += kDevImagesABlock) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto part = std::span(dev_.images).subspan(k, std::min(kDevImagesABlock, dev_.images.size() - k));
        blocks.push_back(embed(part));
        std::vector<at::Tensor> own;  // without the repeated whole-image regions
        for (std::size_t i = 0; i < part.size(); ++i)
            own.push_back(blocks.back().narrow(0, static_cast<std::int64_t>(i) * regions_,
                                               static_cast<std::int64_t>(part[i]->vectors.size()) / dimension));
        sums.add(at::cat(own));
    }
    return blocks;
}

// Scores [images, sentences].
base::Result<at::Tensor> BrnnTrainer::scoreBlock(const std::vector<at::Tensor>& blocks,
                                                 const std::vector<std::vector<int>>& sentences, ScoredImages images,
                                                 SpreadSums& sums, const base::JobContext& context) const {
    const auto s = model::encodeWords(weights_, model::packSentences(sentences).to(device_));
    if (images.all) sums.add(s);
    std::vector<std::int64_t> lengths;
    for (const auto& sentence : sentences) lengths.push_back(static_cast<std::int64_t>(sentence.size()));
    std::vector<at::Tensor> rows;
    const std::size_t from = images.first / kDevImagesABlock;
    for (std::size_t b = from; b * kDevImagesABlock < images.first + images.count; ++b) {
        if (context.stopped()) return base::JobContext::cancelled();
        rows.push_back(model::scorePairs(blocks[b], regions_, s, lengths));
    }
    return images.of(at::cat(rows), from * kDevImagesABlock);
}

base::Result<std::map<std::string, double>> BrnnTrainer::evaluate(const base::JobContext& context) {
    const c10::NoGradGuard noGradients;
    SpreadSums vSums, sSums;
    auto blocks = embedDev(vSums, context);
    if (!blocks) return base::pass(blocks);
    auto retrieval = retrievalOf(dev_);
    const auto score = [&](const std::vector<std::vector<int>>& known, ScoredImages images) {
        return scoreBlock(*blocks, known, images, sSums, context);
    };
    if (auto scored = retrieval.score(dev_.images.size(), kDevSentencesABlock, score, context); !scored)
        return base::pass(scored);
    spread_ = spreadOf(vSums, sSums);
    auto figures = retrieval.figures();
    figures["spread"] = spread_;
    return figures;
}

model::TensorFile BrnnTrainer::modelFile(const std::map<std::string, double>& figures) const {
    model::TensorFile content;
    for (const auto& [name, tensor] : weights_.named()) content.tensors[name] = model::storeTensor(*tensor);
    auto info = info_;
    info.figures = figures;
    model::putInfo(content, info);
    model::putVocabulary(content, vocabulary_);
    model::putStandardisation(content, statistics_);
    model::putNumber(content, "spread", spread_);
    content.metadata["split_hash"] = splitHash_;
    return content;
}

model::TensorFile BrnnTrainer::stateFile() const {
    model::TensorFile content;
    optimizer_->save(content);
    return content;
}

base::Status BrnnTrainer::restore(const model::TensorFile& model, const model::TensorFile& state) {
    const std::filesystem::path file = "model.safetensors of the checkpoint";
    if (auto same = checkVocabulary(model, file, vocabulary_); !same) return same;
    auto weights = model::takeAlignmentWeights(model, file);
    if (!weights) return base::pass(weights);
    const auto expected = model::AlignmentWeights::shapes(weights_.shape());
    for (const auto& [name, tensor] : weights->named())
        if (tensor->sizes().vec() != expected.at(name))
            return fail(
                ErrorCode::BadInput,
                fmt::format("{}: tensor \"{}\" has another shape than the run's options give.", file.string(), name));
    auto spread = model::takeNumber(model.metadata, "spread", file);
    if (!spread) return base::pass(spread);
    if (auto restored = optimizer_->restore(state, "state.safetensors of the checkpoint"); !restored) return restored;
    spread_ = *spread;
    const auto from = std::as_const(*weights).named();
    const auto to = weights_.named();
    for (std::size_t i = 0; i < to.size(); ++i) to[i].second->copy_(*from[i].second);
    return {};
}

}  // namespace

base::Result<std::unique_ptr<Trainer>> makeBrnnTrainer(const BrnnOptions& options, const TrainingData& data,
                                                       const std::string& device) try {
    return BrnnTrainer::make(options, data, at::Device(device));
} catch (const std::exception& problem) {
    if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
    return fail(ErrorCode::Internal, "The alignment model cannot be made.", problem.what());
}

}  // namespace legenda::trainers
