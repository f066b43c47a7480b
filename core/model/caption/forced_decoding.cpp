// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/caption/forced_decoding_impl.h"

#include "core/text/vocabulary.h"

#include <algorithm>
#include <cmath>

namespace legenda::model {

namespace {

// [1, V] log-probabilities of the next word by all networks.
at::Tensor jointLogProbs(const std::vector<const Rnn*>& networks, const std::vector<RnnState>& states) {
    std::vector<at::Tensor> each;
    for (std::size_t n = 0; n < networks.size(); ++n)
        each.push_back(at::log_softmax(networks[n]->logits(states[n]), 1));
    if (each.size() == 1) return each.front();
    return at::logsumexp(at::stack(each), 0) - std::log(static_cast<double>(each.size()));
}

std::vector<float> meanAttention(const std::vector<RnnState>& states) {
    std::vector<at::Tensor> weights;
    for (const auto& state : states)
        if (state.weights.defined()) weights.push_back(state.weights[0]);
    if (weights.empty()) return {};
    const at::Tensor mean = at::stack(weights).mean(0).to(at::kCPU, at::kFloat).contiguous();
    const float* values = mean.data_ptr<float>();
    return {values, values + mean.size(0)};
}

}  // namespace

std::vector<ForcedStep> forcedSteps(const std::vector<const Rnn*>& networks, const std::vector<RnnInput>& inputs,
                                    const std::vector<int>& words, std::int64_t most) {
    std::vector<RnnState> states(networks.size());
    std::vector<RegionMemory> memories;
    for (std::size_t n = 0; n < networks.size(); ++n)
        memories.push_back(networks[n]->attends() ? networks[n]->remember(inputs[n].regions) : RegionMemory());
    std::vector<ForcedStep> steps;
    for (std::size_t t = 0; t <= words.size(); ++t) {
        const int before = t == 0 ? text::Vocabulary::kEnd : words[t - 1];  // START has END's number
        for (std::size_t n = 0; n < networks.size(); ++n) {
            const Rnn& rnn = *networks[n];
            auto driven = at::addmm(rnn.hiddenBias, rnn.wordVectors.narrow(0, before, 1), rnn.inputWeight.t());
            if (t == 0) driven = driven + at::addmm(rnn.imageBias, inputs[n].images, rnn.imageWeight.t());
            states[n] = rnn.advance(states[n], driven, memories[n]);
        }
        const at::Tensor logProbs = jointLogProbs(networks, states)[0].to(at::kCPU, at::kFloat).contiguous();
        const int word = t < words.size() ? words[t] : text::Vocabulary::kEnd;
        ForcedStep step{logProbs.data_ptr<float>()[word], {}, meanAttention(states)};
        const auto [values, numbers] = logProbs.topk(std::min(most, logProbs.size(0)));
        for (std::int64_t i = 0; i < values.size(0); ++i)
            step.best.emplace_back(static_cast<int>(numbers.data_ptr<std::int64_t>()[i]), values.data_ptr<float>()[i]);
        steps.push_back(std::move(step));
    }
    return steps;
}

}  // namespace legenda::model
