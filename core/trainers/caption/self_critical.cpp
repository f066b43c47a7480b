// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/model/caption/beam_search_impl.h"
#include "core/trainers/caption/caption_trainer_impl.h"

#include <numeric>

namespace legenda::trainers {

namespace {

constexpr int kLongestDrawn = 24;  // words

}  // namespace

// Self-critical training (Rennie et al. 2017) with the mean of an image's other draws as the baseline (Luo 2020): of K
// captions drawn from the model, with rewards r, the loss is -(1/T) sum over captions of (r - mean of the others' r)
// times the sum of its words' log-probabilities; T is the number of all words, END included.
RnnGradients CaptionTrainer::selfCriticalGradients(int epoch, std::int64_t step) {
    const auto& o = setup_.options;
    const auto seed = static_cast<std::uint64_t>(o.seed);
    if (batchesEpoch_ != epoch) {
        itemOrder_.resize(setup_.train.items.size());
        std::iota(itemOrder_.begin(), itemOrder_.end(), std::size_t{0});
        base::Random(seed, "self-critical items", static_cast<std::uint64_t>(epoch)).shuffle(itemOrder_);
        batchesEpoch_ = epoch;
    }
    const std::size_t steps = static_cast<std::size_t>(stepsPerEpoch()), at = static_cast<std::size_t>(step);
    const std::size_t first = at * itemOrder_.size() / steps, end = (at + 1) * itemOrder_.size() / steps;
    std::vector<const CaptionItem*> items;
    for (std::size_t i = first; i < end; ++i) items.push_back(&setup_.train.items[itemOrder_[i]]);
    const auto input = inputOf(items);

    model::DecodeOptions draw;
    draw.temperature = 1;
    draw.count = o.samples;
    draw.maxWords = kLongestDrawn;
    draw.seed = base::Random(seed, "self-critical draws", static_cast<std::uint64_t>(epoch), at).next();
    const auto drawn = model::RnnDecoder(model_.rnn).decode(input, draw, {});
    if (!drawn) throw StepFailure{drawn.error()};

    std::vector<std::vector<int>> sentences;
    std::vector<float> advantages;
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < drawn->size(); ++i) {
        std::vector<double> rewards;
        for (const auto& hypothesis : (*drawn)[i]) {
            std::vector<std::string> words;
            for (const int word : hypothesis.words) words.push_back(setup_.vocabulary.word(word));
            rewards.push_back(setup_.reward(itemOrder_[first + i], words));
            sentences.push_back(hypothesis.words);
            rows.push_back(static_cast<std::int64_t>(i));
        }
        const double sum = std::accumulate(rewards.begin(), rewards.end(), 0.0);
        for (const double own : rewards)
            advantages.push_back(static_cast<float>(own - (sum - own) / static_cast<double>(rewards.size() - 1)));
    }

    Batch batch{model::packSentences(sentences, device_), {}};
    std::vector<std::int64_t> images, captions;  // in packed order
    for (const std::size_t position : batch.packed.order) {
        images.push_back(rows[position]);
        captions.push_back(static_cast<std::int64_t>(position));
    }
    const auto numbers = at::tensor(images, at::kLong).to(device_);
    batch.input = {input.images.index_select(0, numbers), input.regions, numbers};
    const auto packed = at::tensor(advantages).index_select(0, at::tensor(captions, at::kLong));
    std::vector<at::Tensor> ofTokens;
    for (const auto alive : batch.packed.alive) ofTokens.push_back(packed.narrow(0, 0, alive));
    const auto weights = at::cat(ofTokens).to(device_) / static_cast<double>(batch.packed.tokens());
    return gradientsOf(batch, {}, {0, weights});
}

}  // namespace legenda::trainers
