// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/proposer_trainer.h"

#include "core/base/random.h"
#include "core/model/checkpoint.h"
#include "core/model/proposer/proposer_choice_impl.h"
#include "core/model/proposer/proposer_net_impl.h"
#include "core/trainers/data/batch_data_impl.h"
#include "core/trainers/data/epoch_batches.h"
#include "core/trainers/data/stopwatch_impl.h"
#include "core/trainers/optim/adamw_impl.h"
#include "core/trainers/proposer/proposer_maps_impl.h"
#include "core/trainers/proposer/proposer_targets_impl.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;
using base::pass;

namespace {

constexpr std::size_t kPicturesForStatistics = 200, kPicturesABlock = 16;
constexpr double kLeastShare = 1e-3;  // relative to the largest: anchors below it are not assigned the box
constexpr std::array<std::size_t, 3> kCounts{5, 19, 49};  // proposals beside the whole image

class ProposerTrainer final : public Trainer {
 public:
    ProposerTrainer(const ProposerOptions& options, const BoxData& data, const ProposerNetwork& network,
                    ProposerMaps maps, const at::Device& device);

    std::int64_t stepsPerEpoch() const override { return stepsPerEpoch_; }
    double step(int epoch, std::int64_t step) override;
    base::Result<std::map<std::string, double>> evaluate(const base::JobContext& context) override;
    std::string selectionMetric() const override { return "upper_bound"; }
    bool higherIsBetter() const override { return true; }
    model::TensorFile modelFile(const std::map<std::string, double>& figures) const override;
    model::TensorFile stateFile() const override;
    base::Status restore(const model::TensorFile& model, const model::TensorFile& state) override;

 private:
    void initialise();
    void measureMaps();
    const std::vector<std::size_t>& batch(int epoch, std::int64_t step);
    model::ProposerWeights folded(const model::ProposerWeights& weights) const;
    at::Tensor output(const model::ProposerWeights& weights, const ProposerMaps::Levels& levels) const {
        const auto onDevice = [this](const at::Tensor& map) { return map.to(device_).to(at::kFloat); };
        return model::proposerOutput(weights, onDevice(levels[0]), onDevice(levels[1]), onDevice(levels[2]));
    }
    at::Tensor lossOf(const at::Tensor& output, const at::Tensor& boxes, const at::Tensor& weights) const;

    ProposerOptions options_;
    const BoxData& data_;
    at::Device device_;
    model::CheckpointInfo info_;
    ProposerMaps maps_;
    std::array<at::Tensor, 3> mean_, deviation_;  // of each level's channels, [c]
    model::ProposerWeights weights_, average_;
    at::Tensor anchors_, anchorCorners_;  // [P, 4]
    std::unique_ptr<AdamW> optimizer_;
    std::int64_t stepsPerEpoch_ = 0;
    EpochBatches<std::vector<std::size_t>> batches_;
};

ProposerTrainer::ProposerTrainer(const ProposerOptions& options, const BoxData& data, const ProposerNetwork& network,
                                 ProposerMaps maps, const at::Device& device)
    : options_(options), data_(data), device_(device), maps_(std::move(maps)) {
    const auto batch = static_cast<std::size_t>(options_.batch);
    stepsPerEpoch_ = static_cast<std::int64_t>((data_.train.size() + batch - 1) / batch);
    info_.kind = "proposer";
    info_.architecture = "pyramid";
    info_.options = base::optionsToJson(options_);
    info_.recipe.backbone = network.name;
    info_.recipe.backboneHash = network.net.hash();
    info_.recipe.inputSize = options_.inputSize;
    info_.recipe.proposals = "learned";
    info_.parents = {{"backbone", network.net.hash()}};
    info_.dataset = data_.datasetName;
    info_.setting = data_.setting;
    info_.seed = static_cast<std::uint64_t>(options_.seed);
    info_.figures = nlohmann::json::object();
    measureMaps();
    initialise();
}

// Mean and standard deviation of each channel, so that all levels start alike.
void ProposerTrainer::measureMaps() {
    std::array<at::Tensor, 3> squares;
    const std::size_t every = std::max<std::size_t>(1, data_.train.size() / kPicturesForStatistics);
    double pictures = 0;
    for (std::size_t k = 0; k < data_.train.size(); k += every, ++pictures) {
        const ProposerMaps::View view{k, false};
        const auto levels = maps_.train({&view, 1});
        for (std::size_t l = 0; l < levels.size(); ++l) {
            const auto map = levels[l].to(at::kFloat);
            const auto mean = map.mean({0, 2, 3}), square = map.pow(2).mean({0, 2, 3});
            mean_[l] = mean_[l].defined() ? mean_[l] + mean : mean;
            squares[l] = squares[l].defined() ? squares[l] + square : square;
        }
    }
    for (std::size_t l = 0; l < mean_.size(); ++l) {
        const auto mean = mean_[l] / pictures;
        mean_[l] = mean.to(device_);
        deviation_[l] = (squares[l] / pictures - mean.pow(2)).clamp_min(1e-8).sqrt().to(device_);
    }
}

void ProposerTrainer::initialise() {
    std::vector<base::Box> boxes;
    for (const auto& picture : data_.train) boxes.insert(boxes.end(), picture.boxes.begin(), picture.boxes.end());
    const auto shapes = anchorShapes(boxes, options_.anchors);
    const auto& levels = maps_.shapes();
    const auto sizes =
        model::ProposerWeights::shapes({levels[0][0], levels[1][0], levels[2][0], options_.channels, shapes.size(0)});
    for (auto* weights : {&weights_, &average_}) {
        weights->anchors = shapes;
        for (auto& [name, tensor] : weights->named()) {
            *tensor = at::zeros(sizes.at(name));
            if (tensor->dim() < 2) continue;
            base::Random draws(static_cast<std::uint64_t>(options_.seed), "proposer initial " + name);
            const auto inputs = static_cast<double>(tensor->numel()) / static_cast<double>(tensor->size(0));
            const double size = name == "W_o" ? 0.01 : std::sqrt((tensor->dim() == 4 ? 0.5 : 0.3) / inputs);
            for (std::int64_t i = 0; i < tensor->numel(); ++i)
                tensor->data_ptr<float>()[i] = static_cast<float>(draws.normal() * size);
        }
    }
    for (auto* weights : {&weights_, &average_})
        for (auto& [name, tensor] : weights->named()) *tensor = tensor->to(device_);
    anchors_ = model::anchorBoxes(shapes, levels[1][1], levels[1][2]).to(device_);
    anchorCorners_ = model::decodeBoxes(at::zeros_like(anchors_), anchors_);
    optimizer_ = std::make_unique<AdamW>(weights_.named(), average_.named(), options_);
}

const std::vector<std::size_t>& ProposerTrainer::batch(int epoch, std::int64_t step) {
    const auto draw = [this](int of) {
        std::vector<std::size_t> order(data_.train.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        base::Random(static_cast<std::uint64_t>(options_.seed), "proposer pictures", static_cast<std::uint64_t>(of))
            .shuffle(order);
        std::vector<std::vector<std::size_t>> batches(static_cast<std::size_t>(stepsPerEpoch_));
        for (std::size_t k = 0; k < order.size(); ++k) batches[k * batches.size() / order.size()].push_back(order[k]);
        return batches;
    };
    return batches_.of(epoch, draw).at(static_cast<std::size_t>(step));
}

// The same network on maps as they are.
model::ProposerWeights ProposerTrainer::folded(const model::ProposerWeights& weights) const {
    auto folded = weights;
    const auto take = [&](at::Tensor& matrix, std::size_t level) {
        matrix = matrix / deviation_[level];
        folded.b = folded.b - at::mv(matrix, mean_[level]);
    };
    take(folded.W_8, 0);
    take(folded.W_16, 1);
    take(folded.W_32, 2);
    take(folded.W_g, 2);
    return folded;
}

at::Tensor ProposerTrainer::lossOf(const at::Tensor& output, const at::Tensor& boxes, const at::Tensor& weights) const {
    const auto share = assignBoxes(anchorCorners_, boxes, weights);
    const auto named = -(share.sum(1) * output.select(2, 0).log_softmax(1)).sum() / weights.sum();

    const auto flat = share.flatten();
    const auto numbers = flat.gt(kLeastShare * flat.max()).nonzero().squeeze(1);
    const auto anchor = numbers.remainder(anchors_.size(0));
    const auto box = at::div(numbers, anchors_.size(0), "floor");  // of all pictures'
    const auto picture = at::div(box, boxes.size(1), "floor");
    const auto shifts = output.narrow(2, 1, 4).flatten(0, 1).index_select(0, picture * anchors_.size(0) + anchor);
    const auto giou = generalisedIou(model::decodeBoxes(shifts, anchors_.index_select(0, anchor)),
                                     boxes.flatten(0, 1).index_select(0, box));
    const auto own = flat.index_select(0, numbers);
    return named + options_.boxWeight * (own * (1 - giou)).sum() / own.sum();
}

double ProposerTrainer::step(int epoch, std::int64_t step) {
    std::vector<ProposerMaps::View> views;
    std::vector<std::vector<base::Box>> boxes;
    std::vector<std::vector<double>> mentions;
    std::vector<bool> mirrored;
    for (const auto k : batch(epoch, step)) {
        base::Random draws(static_cast<std::uint64_t>(options_.seed), "proposer mirror",
                           static_cast<std::uint64_t>(epoch), k);
        mirrored.push_back(options_.mirror && draws.below(2) == 1);
        views.push_back({k, mirrored.back()});
        boxes.push_back(data_.train[k].boxes);
        mentions.push_back(data_.train[k].mentions);
    }
    Stopwatch data;
    const auto levels = data.during([&] { return maps_.train(views); });
    const auto named = weights_.named();
    for (const auto& [name, tensor] : named) tensor->requires_grad_(true);
    const auto loss = lossOf(output(folded(weights_), levels), boxCorners(boxes, mirrored).to(device_),
                             mentionWeights(mentions, options_.partWeight).to(device_));
    loss.backward();
    const auto gradients = takeGradients(named);
    const double rate = learningRateAt(options_, epoch, step, stepsPerEpoch_);
    facts_ = {rate, optimizer_->step(gradients, rate), data.seconds()};
    return loss.item<double>();
}

base::Result<std::map<std::string, double>> ProposerTrainer::evaluate(const base::JobContext& context) {
    const c10::NoGradGuard noGradients;
    const auto weights = folded(average_);
    const auto anchors = anchors_.to(at::kCPU);
    std::array<double, kCounts.size()> covered{};
    double mentions = 0;
    for (std::size_t first = 0; first < data_.dev.size(); first += kPicturesABlock) {
        if (context.stopped()) return base::JobContext::cancelled();
        const std::size_t count = std::min(kPicturesABlock, data_.dev.size() - first);
        const auto found = output(weights, maps_.dev(first, count)).to(at::kCPU);
        std::vector<model::Proposals> chosen(count);
#pragma omp parallel for schedule(dynamic)
        for (std::size_t n = 0; n < count; ++n) {
            const c10::NoGradGuard here;  // of this thread
            chosen[n] = model::choose(found[static_cast<std::int64_t>(n)], anchors, kCounts.back());
        }
        for (std::size_t n = 0; n < count; ++n) {
            const auto& picture = data_.dev[first + n];
            const auto& proposals = chosen[n];
            for (std::size_t b = 0; b < picture.boxes.size(); ++b) {
                mentions += picture.mentions[b];
                double best = base::iou(picture.boxes[b], {0, 0, 1, 1});
                std::size_t next = 0;
                for (std::size_t c = 0; c < kCounts.size(); ++c) {
                    for (; next < std::min(kCounts[c], proposals.boxes.size()); ++next)
                        best = std::max(best, base::iou(picture.boxes[b], proposals.boxes[next]));
                    if (best >= 0.5) covered[c] += picture.mentions[b];
                }
            }
        }
        context.report(
            {"evaluating", static_cast<std::int64_t>(first + count), static_cast<std::int64_t>(data_.dev.size()), {}});
    }
    const double share = mentions > 0 ? 100 / mentions : 0;
    return std::map<std::string, double>{{"upper_bound_5", covered[0] * share},
                                         {"upper_bound", covered[1] * share},
                                         {"upper_bound_49", covered[2] * share}};
}

model::TensorFile ProposerTrainer::modelFile(const std::map<std::string, double>& figures) const {
    const c10::NoGradGuard noGradients;
    model::TensorFile content;
    const auto shipped = folded(average_);
    for (const auto& [name, tensor] : shipped.named()) content.tensors[name] = model::storeTensor(*tensor);
    content.tensors["anchors"] = model::storeTensor(shipped.anchors);
    auto info = info_;
    info.figures = figures;
    model::putInfo(content, info);
    content.metadata["split_hash"] = data_.splitHash;
    return content;
}

model::TensorFile ProposerTrainer::stateFile() const {
    model::TensorFile content;
    optimizer_->save(content);
    return content;
}

base::Status ProposerTrainer::restore(const model::TensorFile& model, const model::TensorFile& state) {
    const std::filesystem::path modelName = "model.safetensors of the checkpoint",
                                stateName = "state.safetensors of the checkpoint";
    auto info = model::takeInfo(model.metadata, modelName);
    if (!info) return pass(info);
    if (const auto parent = info->parents.value("backbone", ""); parent != info_.recipe.backboneHash)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} was made on the network {}, found {}: the weights file changed since.",
                                modelName.string(), parent, info_.recipe.backboneHash));
    auto anchors = model::takeTensor(model, "anchors", weights_.anchors.sizes().vec(), modelName);
    if (!anchors) return pass(anchors);
    if (!anchors->equal(weights_.anchors))
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: the boxes of the training pictures changed since.", modelName.string()));
    return optimizer_->restore(state, stateName);
}

}  // namespace

base::Result<std::unique_ptr<Trainer>> makeProposerTrainer(const ProposerOptions& options, const BoxData& data,
                                                           const ProposerNetwork& network,
                                                           const base::JobContext& context,
                                                           const std::string& device) try {
    if (const auto problems = base::optionProblems(options); !problems.empty())
        return base::refuseOption(problems.front());
    if (data.train.empty()) return fail(ErrorCode::BadInput, "There is no training image with a box.");
    if (data.dev.empty()) return fail(ErrorCode::BadInput, "There is no image with a box to evaluate on.");
    auto maps = ProposerMaps::make(options, data, network, context);
    if (!maps) return pass(maps);
    return std::make_unique<ProposerTrainer>(options, data, network, std::move(*maps), at::Device(device));
} catch (const StepFailure& failure) {
    return tl::unexpected(failure.error);
} catch (const std::exception& problem) {
    if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
    return fail(ErrorCode::Internal, "The region proposer cannot be made.", problem.what());
}

}  // namespace legenda::trainers
