// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/self_critical_impl.h"

#include "core/model/caption/beam_search_impl.h"
#include "core/trainers/trainer.h"

#include <numeric>

namespace legenda::trainers {

namespace {

constexpr int kLongestSample = 24;  // words

}  // namespace

SampledCaptions sampleCaptions(const model::Rnn& rnn, const model::RnnInput& input, int samples, std::uint64_t seed,
                               const std::function<double(std::size_t, const std::vector<int>&)>& reward) {
    model::DecodeOptions draw;
    draw.temperature = 1;
    draw.count = samples;
    draw.maxWords = kLongestSample;
    draw.seed = seed;
    const auto drawn = model::RnnDecoder(rnn).decode(input, draw, {});
    if (!drawn) throw StepFailure{drawn.error()};

    SampledCaptions found;
    for (std::size_t i = 0; i < drawn->size(); ++i) {
        std::vector<double> rewards;
        for (const auto& hypothesis : (*drawn)[i]) {
            rewards.push_back(reward(i, hypothesis.words));
            found.captions.push_back(hypothesis.words);
            found.rows.push_back(static_cast<std::int64_t>(i));
        }
        const double sum = std::accumulate(rewards.begin(), rewards.end(), 0.0);
        for (const double own : rewards)
            found.advantages.push_back(static_cast<float>(own - (sum - own) / static_cast<double>(rewards.size() - 1)));
    }
    return found;
}

}  // namespace legenda::trainers
