// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/optim/optimizer_impl.h"
#include "core/trainers/caption/caption_trainer_impl.h"

#include "core/base/random.h"
#include "core/model/caption/beam_search_impl.h"
#include "core/text/tokenizer.h"
#include "core/trainers/caption/self_critical_impl.h"
#include "core/trainers/data/length_batches.h"
#include "core/trainers/data/stopwatch_impl.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kRowsAtOnce = 256;

// How often each word number is a target; END once a sentence.
std::vector<std::int64_t> targetCounts(const CaptionSet& set, int vocabulary) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(vocabulary), 0);
    for (const CaptionSentence& sentence : set.sentences) {
        ++counts[text::Vocabulary::kEnd];
        for (const int word : sentence.words) ++counts[static_cast<std::size_t>(word)];
    }
    return counts;
}

std::vector<std::size_t> sentenceLengths(const CaptionSet& set) {
    std::vector<std::size_t> lengths;
    for (const CaptionSentence& sentence : set.sentences) lengths.push_back(sentence.words.size());
    return lengths;
}

model::CaptionModel startModel(const CaptionSetup& setup, const at::Device& device) {
    const CaptionOptions& options = setup.options;
    model::CaptionModel start;
    start.info = setup.info;
    start.vocabulary = setup.vocabulary;
    start.neverLast = setup.neverLast;
    start.bigrams = setup.bigrams;
    const std::size_t dimension = setup.train.items[0].features->dimension * (setup.context ? 2 : 1);
    if (options.standardise)
        start.statistics = fitStandardisation(setup.train.items, setup.context);
    else
        start.statistics = {std::vector<float>(dimension, 0.0f), std::vector<float>(dimension, 1.0f)};
    model::RnnShape shape{static_cast<std::int64_t>(dimension), setup.vocabulary.size(), options.wordVectors,
                          options.hidden};
    shape.lstm = options.cell == "lstm";
    shape.attention = options.attention;
    if (shape.attention > 0) {
        start.regionStatistics = fitRegionStandardisation(setup.train.items);
        shape.region = static_cast<std::int64_t>(start.regionStatistics.mean.size());
    }
    start.rnn = model::makeRnn(shape, targetCounts(setup.train, setup.vocabulary.size()),
                               static_cast<std::uint64_t>(options.seed));
    for (auto& [name, weight] : start.rnn.named()) *weight = weight->to(device);
    return start;
}

}  // namespace

CaptionTrainer::CaptionTrainer(CaptionSetup setup, const std::string& device)
    : setup_(std::move(setup)),
      device_(device),
      model_(startModel(setup_, device_)),
      standardise_(model_.statistics, device_),
      next_(batchCoresBeside(device_)) {
    const CaptionOptions& o = setup_.options;
    if (model_.rnn.attends()) standardiseRegions_.emplace(model_.regionStatistics, device_);
    if (o.optimizer == "rmsprop") {
        rmsprop_ = std::make_unique<RmsProp>(model_.rnn.named(),
                                             RmsPropOptions{o.rmsDecay, o.rmsEpsilon, o.clip, o.weightDecay});
        return;
    }
    average_ = model_.rnn;
    for (auto& [name, tensor] : average_.named()) *tensor = tensor->clone();
    adamw_ = std::make_unique<AdamW>(model_.rnn.named(), average_.named(), o);
}

std::int64_t CaptionTrainer::stepsPerEpoch() const {
    const auto& o = setup_.options;
    const auto batch = static_cast<std::size_t>(o.samples > 0 ? std::max(1, o.batch / o.samples) : o.batch);
    const std::size_t all = o.samples > 0 ? setup_.train.items.size() : setup_.train.sentences.size();
    return static_cast<std::int64_t>((all + batch - 1) / batch);
}

CaptionTrainer::Batch CaptionTrainer::makeBatch(const CaptionSet& set,
                                                const std::vector<std::size_t>& sentences) const {
    std::vector<std::vector<int>> words;
    for (const std::size_t s : sentences) words.push_back(set.sentences[s].words);
    Batch batch{model::packSentences(words, device_)};
    // Each image's regions once, however many of its sentences are here.
    std::vector<const CaptionItem*> items, distinct;
    std::vector<std::int64_t> owners;
    std::map<std::size_t, std::int64_t> rows;
    for (const std::size_t position : batch.packed.order) {
        const std::size_t item = set.sentences[sentences[position]].item;
        items.push_back(&set.items[item]);
        const auto [row, isNew] = rows.emplace(item, static_cast<std::int64_t>(rows.size()));
        if (isNew) distinct.push_back(items.back());
        owners.push_back(row->second);
    }
    batch.input.images = standardise_(itemVectors(items, setup_.context));
    if (standardiseRegions_) {
        batch.input.regions = (*standardiseRegions_)(itemRegions(distinct));
        batch.input.owners = at::tensor(owners, at::kLong).to(device_);
    }
    return batch;
}

model::RnnInput CaptionTrainer::inputOf(const std::vector<const CaptionItem*>& items) const {
    model::RnnInput input{standardise_(itemVectors(items, setup_.context)), {}};
    if (standardiseRegions_) input.regions = (*standardiseRegions_)(itemRegions(items));
    return input;
}

model::RnnDropout CaptionTrainer::drawDropout(const Batch& batch, int epoch, std::int64_t step) const {
    const CaptionOptions& o = setup_.options;
    const auto seed = static_cast<std::uint64_t>(o.seed);
    const auto drop = [&](std::int64_t rows, std::int64_t cols, double p, const char* purpose) {
        return p > 0 ? model::dropoutFactors(rows, cols, p, seed, purpose, epoch, step, device_) : at::Tensor();
    };
    const auto sentences = batch.input.images.size(0);
    model::RnnDropout dropout;
    dropout.image = drop(sentences, model_.rnn.shape().driving(), o.dropoutEncoder, "dropout.image");
    dropout.words = drop(batch.packed.tokens(), o.wordVectors, o.dropoutEncoder, "dropout.words");
    dropout.states = drop(batch.packed.tokens(), o.hidden, o.dropoutDecoder, "dropout.states");
    if (batch.input.regions.defined() && o.dropoutEncoder > 0) {
        const auto images = batch.input.regions.size(0), regions = batch.input.regions.size(1);
        dropout.regions = drop(images * regions, o.attention, o.dropoutEncoder, "dropout.regions")
                              .view({images, regions, o.attention});
    }
    return dropout;
}

// Of the cross entropy, label smoothing as in Szegedy et al. 2016. With explicit gradients on the CPU, elsewhere by
// autograd, which the weights require for no longer than that.
RnnGradients CaptionTrainer::gradientsOf(const Batch& batch, const TokenLoss& of) {
    if (device_.is_cpu()) return rnnGradients(model_.rnn, batch.input, batch.packed, batch.dropout, of);
    const auto weights = model_.rnn.named();
    for (const auto& [name, tensor] : weights) tensor->requires_grad_(true);
    const auto logProbs = at::log_softmax(model_.rnn.tokenLogits(batch.input, batch.packed, batch.dropout), 1);
    const auto wanted = logProbs.gather(1, batch.packed.targets.unsqueeze(1)).squeeze(1);
    const auto losses = -(1 - of.smoothing) * wanted - of.smoothing * logProbs.mean(1);
    const auto loss = of.weights.defined() ? (losses * of.weights).sum() : losses.mean();
    loss.backward();
    return {loss.item<double>(), takeGradients(weights)};
}

CaptionTrainer::Batch CaptionTrainer::makeTrainBatch(int epoch, std::int64_t step) {
    const CaptionOptions& o = setup_.options;
    const auto& batches = batches_.of(epoch, [this, &o](int of) {
        return lengthBatches(sentenceLengths(setup_.train), static_cast<std::size_t>(o.batch),
                             static_cast<std::size_t>(o.lengthPool), static_cast<std::uint64_t>(o.seed), of);
    });
    Batch batch = makeBatch(setup_.train, batches[static_cast<std::size_t>(step)]);
    batch.dropout = drawDropout(batch, epoch, step);
    return batch;
}

RnnGradients CaptionTrainer::sentenceGradients(int epoch, std::int64_t step) {
    Stopwatch data;
    const BatchPlace place{epoch, step};
    const auto make = [this](const BatchPlace& of) { return makeTrainBatch(of.epoch, of.step); };
    const Batch batch = data.during([&] { return next_.take(place, make); });
    next_.prepare(place.nextStep(stepsPerEpoch()), make);
    facts_.dataSeconds = data.seconds();
    return gradientsOf(batch, {setup_.options.labelSmoothing});
}

RnnGradients CaptionTrainer::selfCriticalGradients(int epoch, std::int64_t step) {
    const auto& o = setup_.options;
    const auto seed = static_cast<std::uint64_t>(o.seed);
    const auto& batches = batches_.of(epoch, [&](int of) {
        std::vector<std::size_t> order(setup_.train.items.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        base::Random(seed, "self-critical items", static_cast<std::uint64_t>(of)).shuffle(order);
        std::vector<std::vector<std::size_t>> drawn;
        const auto steps = static_cast<std::size_t>(stepsPerEpoch());
        for (std::size_t at = 0; at < steps; ++at)
            drawn.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(at * order.size() / steps),
                               order.begin() + static_cast<std::ptrdiff_t>((at + 1) * order.size() / steps));
        return drawn;
    });
    const auto& numbers = batches[static_cast<std::size_t>(step)];
    std::vector<const CaptionItem*> items;
    for (const auto number : numbers) items.push_back(&setup_.train.items[number]);
    Stopwatch data;
    const auto input = data.during([&] { return inputOf(items); });
    facts_.dataSeconds = data.seconds();
    const auto reward = [&](std::size_t i, const std::vector<int>& caption) {
        std::vector<std::string> words;
        for (const int word : caption) words.push_back(setup_.vocabulary.word(word));
        return setup_.reward(numbers[i], words);
    };
    const auto key =
        base::Random(seed, "self-critical draws", static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(step))
            .next();
    const auto samples = sampleCaptions(model_.rnn, input, o.samples, key, reward);

    Batch batch{model::packSentences(samples.captions, device_)};
    std::vector<std::int64_t> images, captions;  // in packed order
    for (const std::size_t position : batch.packed.order) {
        images.push_back(samples.rows[position]);
        captions.push_back(static_cast<std::int64_t>(position));
    }
    const auto rows = at::tensor(images, at::kLong).to(device_);
    batch.input = {input.images.index_select(0, rows), input.regions, rows};
    const auto packed = at::tensor(samples.advantages).index_select(0, at::tensor(captions, at::kLong));
    std::vector<at::Tensor> ofTokens;
    for (const auto alive : batch.packed.alive) ofTokens.push_back(packed.narrow(0, 0, alive));
    const auto weights = at::cat(ofTokens).to(device_) / static_cast<double>(batch.packed.tokens());
    return gradientsOf(batch, {0, weights});
}

double CaptionTrainer::step(int epoch, std::int64_t step) {
    const CaptionOptions& o = setup_.options;
    const auto gradients = o.samples > 0 ? selfCriticalGradients(epoch, step) : sentenceGradients(epoch, step);
    const double rate = learningRateAt(o, epoch, step, stepsPerEpoch());
    facts_ = {rate, NAN, facts_.dataSeconds};
    if (rmsprop_) {
        if (step % kNormEvery == 0) facts_.gradientNorm = gradientNorm(gradients.by);
        rmsprop_->step(gradients.by, rate);
    } else {
        facts_.gradientNorm = adamw_->step(gradients.by, rate);
    }
    return gradients.loss;
}

base::Result<double> CaptionTrainer::devLoss(const base::JobContext& context) const {
    std::vector<std::size_t> order(setup_.dev.sentences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return setup_.dev.sentences[a].words.size() > setup_.dev.sentences[b].words.size();
    });
    double sum = 0;
    std::int64_t tokens = 0;
    for (std::size_t start = 0; start < order.size(); start += kRowsAtOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto from = order.begin() + static_cast<std::ptrdiff_t>(start);
        const Batch batch = makeBatch(
            setup_.dev, {from, from + static_cast<std::ptrdiff_t>(std::min(kRowsAtOnce, order.size() - start))});
        sum += evaluated().tokenLoss(batch.input, batch.packed).sum(at::kDouble).item<double>();
        tokens += batch.packed.tokens();
    }
    const double loss = sum / static_cast<double>(tokens);
    if (!std::isfinite(loss))
        return fail(ErrorCode::BadInput,
                    "The training has diverged: the loss on the dev split is not finite. Lower learningRate.");
    return loss;
}

base::Result<double> CaptionTrainer::devScore(const base::JobContext& context) const {
    const std::size_t all = setup_.dev.items.size(), most = static_cast<std::size_t>(setup_.options.evaluationItems);
    std::vector<const CaptionItem*> items;
    std::vector<std::vector<std::string>> references;
    for (std::size_t i = 0; i < std::min(all, most); ++i) {  // spread evenly over the split
        items.push_back(&setup_.dev.items[i * all / std::min(all, most)]);
        references.push_back(items.back()->texts);
    }
    const model::RnnDecoder decoder(evaluated(), model_.neverLast, model_.bigrams);
    model::DecodeOptions greedy;
    greedy.beam = 1;
    auto found = decoder.decode(inputOf(items), greedy, context);
    if (!found) return base::pass(found);
    std::vector<std::string> captions;
    for (const auto& best : *found) {
        std::string text;
        for (const int word : best.at(0).words) text += (text.empty() ? "" : " ") + setup_.vocabulary.word(word);
        captions.push_back(std::move(text));
    }
    return setup_.scorer(captions, references);
}

base::Result<std::map<std::string, double>> CaptionTrainer::evaluate(const base::JobContext& context) {
    try {
        const c10::NoGradGuard noGrad;
        auto loss = devLoss(context);
        if (!loss) return base::pass(loss);
        std::map<std::string, double> figures{{"loss", *loss}, {"perplexity", std::exp(*loss)}};
        if (setup_.scorer) {
            auto score = devScore(context);
            if (!score) return base::pass(score);
            figures["cider"] = *score;
        }
        return figures;
    } catch (const std::exception& problem) {
        if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
        return fail(ErrorCode::Internal, "The evaluation on the dev split failed.", problem.what());
    }
}

model::TensorFile CaptionTrainer::modelFile(const std::map<std::string, double>& figures) const {
    auto stored = model_;
    stored.rnn = evaluated();
    model::TensorFile content = model::writeCaptionModel(stored);
    model::CheckpointInfo info = model_.info;
    info.figures = figures;
    model::putInfo(content, info);
    return content;
}

model::TensorFile CaptionTrainer::stateFile() const {
    model::TensorFile state;
    if (rmsprop_)
        rmsprop_->save(state);
    else
        adamw_->save(state);
    return state;
}

base::Status CaptionTrainer::fits(const model::CaptionModel& loaded, const std::string& file) const {
    const auto differs = [&](const char* what) { return fail(ErrorCode::BadInput, fmt::format("{} {}.", file, what)); };
    if (loaded.info.kind != model_.info.kind)
        return fail(ErrorCode::BadInput, fmt::format("{} is of kind \"{}\", \"{}\" was expected.", file,
                                                     loaded.info.kind, model_.info.kind));
    if (loaded.vocabulary.words() != setup_.vocabulary.words())
        return differs("has another vocabulary than the training sentences: the data have changed");
    if (loaded.statistics.mean != model_.statistics.mean ||
        loaded.statistics.deviation != model_.statistics.deviation ||
        loaded.regionStatistics.mean != model_.regionStatistics.mean)
        return differs("has other feature statistics than the training split: the data have changed");
    const auto mine = model_.rnn.named();
    const auto other = loaded.rnn.named();
    if (mine.size() != other.size()) return differs("has other parts than the options ask for");
    for (std::size_t i = 0; i < mine.size(); ++i)
        if (mine[i].second->sizes() != other[i].second->sizes())
            return fail(
                ErrorCode::BadInput,
                fmt::format("{}: tensor \"{}\" has another shape than the options ask for.", file, mine[i].first));
    return {};
}

base::Status CaptionTrainer::restore(const model::TensorFile& content, const model::TensorFile& state) {
    auto loaded = model::readCaptionModel(content, "model.safetensors");
    if (!loaded) return base::pass(loaded);
    if (auto same = fits(*loaded, "model.safetensors"); !same) return same;
    if (adamw_) return adamw_->restore(state, "state.safetensors");
    if (auto moments = rmsprop_->restore(state); !moments) return moments;
    const c10::NoGradGuard noGrad;
    const auto mine = model_.rnn.named(), other = loaded->rnn.named();
    for (std::size_t i = 0; i < mine.size(); ++i) mine[i].second->copy_(*other[i].second);
    return {};
}

base::Status CaptionTrainer::startFrom(const std::filesystem::path& checkpoint) {
    auto content = model::readModelFile(checkpoint);
    if (!content) return base::pass(content);
    auto loaded = model::readCaptionModel(*content, checkpoint);
    if (!loaded) return base::pass(loaded);
    if (auto same = fits(*loaded, checkpoint.string()); !same) return same;
    const c10::NoGradGuard noGrad;
    const auto mine = model_.rnn.named(), average = average_.named(), other = loaded->rnn.named();
    for (std::size_t i = 0; i < mine.size(); ++i) {
        mine[i].second->copy_(*other[i].second);
        if (adamw_) average[i].second->copy_(*other[i].second);
    }
    return {};
}

}  // namespace legenda::trainers
