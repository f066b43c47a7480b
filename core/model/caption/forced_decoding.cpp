// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/caption/forced_decoding_impl.h"

#include "core/text/vocabulary.h"

#include <algorithm>
#include <cmath>

namespace legenda::model {

namespace {

// What a network makes of the words: log-probabilities of the word at each place [T, V], and the attention there [T, R]
// (undefined without attention).
struct ForcedPass {
    at::Tensor logProbs, attention;
};

// `before`: the word before each place. Only the recurrence goes step by step.
ForcedPass forcedPass(const Rnn& rnn, const RnnInput& input, const std::vector<std::int64_t>& before) {
    const auto memory = rnn.attends() ? rnn.remember(input.regions) : RegionMemory();
    const auto numbers = at::tensor(before, at::kLong).to(rnn.wordVectors.device());
    auto driven = at::addmm(rnn.hiddenBias, rnn.wordVectors.index_select(0, numbers), rnn.inputWeight.t());
    driven.narrow(0, 0, 1).add_(at::addmm(rnn.imageBias, input.images, rnn.imageWeight.t()));
    std::vector<at::Tensor> hidden, contexts, weights;
    RnnState state;
    for (std::int64_t t = 0; t < driven.size(0); ++t) {
        state = rnn.advance(state, driven.narrow(0, t, 1), memory);
        hidden.push_back(state.hidden);
        if (!rnn.attends()) continue;
        contexts.push_back(state.context);
        weights.push_back(state.weights);
    }
    RnnState all;
    all.hidden = at::cat(hidden);
    if (rnn.attends()) all.context = at::cat(contexts);
    return {at::log_softmax(rnn.logits(all), 1), rnn.attends() ? at::cat(weights) : at::Tensor()};
}

at::Tensor onCpu(const at::Tensor& tensor) {
    return tensor.to(at::kCPU, at::kFloat).contiguous();
}

}  // namespace

std::vector<ForcedStep> forcedSteps(const std::vector<const Rnn*>& networks, const std::vector<RnnInput>& inputs,
                                    const std::vector<int>& words, std::int64_t most) {
    std::vector<std::int64_t> before{text::Vocabulary::kEnd};  // START has END's number
    before.insert(before.end(), words.begin(), words.end());
    std::vector<at::Tensor> each, attended;
    for (std::size_t n = 0; n < networks.size(); ++n) {
        auto pass = forcedPass(*networks[n], inputs[n], before);
        each.push_back(std::move(pass.logProbs));
        if (pass.attention.defined()) attended.push_back(std::move(pass.attention));
    }
    const at::Tensor logProbs =
        onCpu(each.size() == 1 ? each.front()
                               : at::logsumexp(at::stack(each), 0) - std::log(static_cast<double>(each.size())));
    const at::Tensor attention = attended.empty() ? at::Tensor() : onCpu(at::stack(attended).mean(0));
    const auto best = logProbs.topk(std::min(most, logProbs.size(1)));
    const at::Tensor values = std::get<0>(best).contiguous(), numbers = std::get<1>(best).contiguous();
    const std::int64_t kept = values.size(1);
    std::vector<ForcedStep> steps;
    for (std::int64_t t = 0; t < logProbs.size(0); ++t) {
        const auto place = static_cast<std::size_t>(t);
        const int word = place < words.size() ? words[place] : text::Vocabulary::kEnd;
        ForcedStep step{logProbs.data_ptr<float>()[t * logProbs.size(1) + word], {}, {}};
        for (std::int64_t i = t * kept; i < (t + 1) * kept; ++i)
            step.best.emplace_back(static_cast<int>(numbers.data_ptr<std::int64_t>()[i]), values.data_ptr<float>()[i]);
        if (attention.defined()) {
            const float* weights = attention.data_ptr<float>() + t * attention.size(1);
            step.attention.assign(weights, weights + attention.size(1));
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

}  // namespace legenda::model
