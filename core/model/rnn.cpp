// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rnn_impl.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace legenda::model {

namespace {

at::Tensor normals(std::int64_t rows, std::int64_t cols, double deviation, std::uint64_t seed,
                   const std::string& name) {
    at::Tensor out = at::empty({rows, cols}, at::kFloat);
    base::Random random(seed, "weights." + name);
    float* data = out.data_ptr<float>();
    for (std::int64_t i = 0; i < rows * cols; ++i) data[i] = static_cast<float>(deviation * random.normal());
    return out;
}

}  // namespace

PackedBatch packSentences(const std::vector<std::vector<int>>& sentences, const at::Device& device) {
    if (sentences.empty()) throw std::invalid_argument("packSentences: no sentences");
    PackedBatch batch;
    batch.order.resize(sentences.size());
    std::iota(batch.order.begin(), batch.order.end(), std::size_t{0});
    std::ranges::stable_sort(batch.order,
                             [&](std::size_t a, std::size_t b) { return sentences[a].size() > sentences[b].size(); });
    const std::size_t times = sentences[batch.order[0]].size() + 1;
    std::vector<std::int64_t> inputs, targets;
    for (std::size_t t = 0; t < times; ++t) {
        std::int64_t alive = 0;
        for (const std::size_t index : batch.order) {
            const auto& words = sentences[index];
            if (t > words.size()) break;
            inputs.push_back(t == 0 ? 0 : words[t - 1]);
            targets.push_back(t < words.size() ? words[t] : 0);
            ++alive;
        }
        batch.alive.push_back(alive);
    }
    batch.inputs = at::tensor(inputs, at::kLong).to(device);
    batch.targets = at::tensor(targets, at::kLong).to(device);
    return batch;
}

RnnShape Rnn::shape() const {
    return {imageWeight.size(1), wordVectors.size(0), wordVectors.size(1), hiddenWeight.size(0)};
}

std::vector<std::pair<std::string, at::Tensor*>> Rnn::named() {
    return {{"word_vectors", &wordVectors}, {"W_hi", &imageWeight}, {"b_i", &imageBias},     {"W_hx", &inputWeight},
            {"W_hh", &hiddenWeight},        {"b_h", &hiddenBias},   {"W_oh", &outputWeight}, {"b_o", &outputBias}};
}

std::vector<std::pair<std::string, const at::Tensor*>> Rnn::named() const {
    std::vector<std::pair<std::string, const at::Tensor*>> all;
    for (const auto& [name, tensor] : const_cast<Rnn*>(this)->named()) all.emplace_back(name, tensor);
    return all;
}

at::Tensor Rnn::states(const at::Tensor& images, const PackedBatch& batch, const RnnDropout& dropout) const {
    if (images.dim() != 2 || images.size(0) != batch.alive[0] || images.size(1) != imageWeight.size(1))
        throw std::invalid_argument("Rnn::states: images must be [sentences, D]");
    at::Tensor first = at::addmm(imageBias, images, imageWeight.t());
    if (dropout.image.defined()) first = first * dropout.image;
    at::Tensor words = at::embedding(wordVectors, batch.inputs);
    if (dropout.words.defined()) words = words * dropout.words;
    const at::Tensor driven = at::addmm(hiddenBias, words, inputWeight.t());
    const std::vector<at::Tensor> times = driven.split_with_sizes(batch.alive, 0);
    const at::Tensor recurrence = hiddenWeight.t();
    std::vector<at::Tensor> states;
    states.reserve(times.size());
    at::Tensor h = at::relu(times[0] + first);
    states.push_back(h);
    for (std::size_t t = 1; t < times.size(); ++t) {
        if (h.size(0) != batch.alive[t]) h = h.narrow(0, 0, batch.alive[t]);
        h = at::relu(at::addmm(times[t], h, recurrence));
        states.push_back(h);
    }
    return at::cat(states);
}

at::Tensor Rnn::tokenLoss(const at::Tensor& images, const PackedBatch& batch, const RnnDropout& dropout) const {
    at::Tensor h = states(images, batch, dropout);
    if (dropout.states.defined()) h = h * dropout.states;
    const at::Tensor logits = at::addmm(outputBias, h, outputWeight.t());
    return at::nll_loss(at::log_softmax(logits, 1), batch.targets, {}, at::Reduction::None);
}

Rnn makeRnn(const RnnShape& shape, const std::vector<std::int64_t>& wordCounts, std::uint64_t seed) {
    if (static_cast<std::int64_t>(wordCounts.size()) != shape.vocabulary)
        throw std::invalid_argument("makeRnn: one count a word of the vocabulary is needed");
    const auto scale = [](std::int64_t fanIn) { return 1 / std::sqrt(static_cast<double>(fanIn)); };
    Rnn rnn = emptyRnn(shape);
    rnn.wordVectors = normals(shape.vocabulary, shape.wordVector, 0.3, seed, "word_vectors");
    rnn.imageWeight = normals(shape.hidden, shape.input, 0.5 * scale(shape.input), seed, "W_hi");
    rnn.inputWeight = normals(shape.hidden, shape.wordVector, scale(shape.wordVector), seed, "W_hx");
    // A ReLU halves the mean square, so deviation 1/sqrt(H) shrinks the state by 0.7 a step and half the identity
    // carries what the words have built up: neither vanishes at once nor grows.
    rnn.hiddenWeight = normals(shape.hidden, shape.hidden, 0.5 * scale(shape.hidden), seed, "W_hh") +
                       0.5 * at::eye(shape.hidden, at::kFloat);
    rnn.outputWeight = normals(shape.vocabulary, shape.hidden, 0.1 * scale(shape.hidden), seed, "W_oh");
    double all = 0;
    for (const std::int64_t count : wordCounts) all += static_cast<double>(count) + 1;
    float* bias = rnn.outputBias.data_ptr<float>();
    for (std::size_t w = 0; w < wordCounts.size(); ++w)
        bias[w] = static_cast<float>(std::log((static_cast<double>(wordCounts[w]) + 1) / all));
    return rnn;
}

Rnn emptyRnn(const RnnShape& shape) {
    const auto zeros = [](std::initializer_list<std::int64_t> sizes) { return at::zeros(sizes, at::kFloat); };
    return {zeros({shape.vocabulary, shape.wordVector}),
            zeros({shape.hidden, shape.input}),
            zeros({shape.hidden}),
            zeros({shape.hidden, shape.wordVector}),
            zeros({shape.hidden, shape.hidden}),
            zeros({shape.hidden}),
            zeros({shape.vocabulary, shape.hidden}),
            zeros({shape.vocabulary})};
}

at::Tensor dropoutFactors(std::int64_t rows, std::int64_t cols, double p, std::uint64_t seed,
                          const std::string& purpose, std::int64_t epoch, std::int64_t step, const at::Device& device) {
    at::Tensor out = at::empty({rows, cols}, at::kFloat);
    base::Random random(seed, purpose, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(step));
    float* data = out.data_ptr<float>();
    // Four draws of 16 bits from each 64-bit word: the probability is exact to 1/65536.
    const auto threshold = static_cast<std::uint64_t>(std::lround(p * 65536));
    const float kept = static_cast<float>(1 / (1 - p));
    const std::int64_t count = rows * cols;
    for (std::int64_t i = 0; i < count; i += 4) {
        std::uint64_t bits = random.next();
        const std::int64_t end = std::min<std::int64_t>(i + 4, count);
        for (std::int64_t k = i; k < end; ++k, bits >>= 16) data[k] = (bits & 0xffffu) < threshold ? 0.0f : kept;
    }
    return out.to(device);
}

}  // namespace legenda::model
