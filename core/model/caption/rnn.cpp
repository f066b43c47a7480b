// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/caption/rnn_impl.h"

#include "core/base/random.h"
#include "core/base/vector_clones.h"

#include <algorithm>
#include <array>
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

// Without branches: a branch on random bits is mispredicted every other time.
LEGENDA_VECTOR_CLONES void factorsOf(const std::uint16_t* draws, std::int64_t count, std::uint32_t threshold,
                                     float kept, float* __restrict__ to) {
    for (std::int64_t i = 0; i < count; ++i) to[i] = draws[i] < threshold ? 0.0F : kept;
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
    RnnShape shape{imageWeight.size(1), wordVectors.size(0), wordVectors.size(1), hiddenWeight.size(1), lstm(), 0, 0};
    if (attends()) {
        shape.attention = keyWeight.size(0);
        shape.region = keyWeight.size(1);
    }
    return shape;
}

std::vector<std::pair<std::string, at::Tensor*>> Rnn::named() {
    std::vector<std::pair<std::string, at::Tensor*>> all{
        {"word_vectors", &wordVectors}, {"W_hi", &imageWeight}, {"b_i", &imageBias},     {"W_hx", &inputWeight},
        {"W_hh", &hiddenWeight},        {"b_h", &hiddenBias},   {"W_oh", &outputWeight}, {"b_o", &outputBias}};
    if (attends())
        for (const auto& [name, tensor] : {std::pair{"W_k", &keyWeight},
                                           {"W_v", &valueWeight},
                                           {"b_r", &valueBias},
                                           {"W_q", &queryWeight},
                                           {"W_ha", &contextWeight},
                                           {"W_oa", &contextOutput}})
            all.emplace_back(name, tensor);
    return all;
}

std::vector<std::pair<std::string, const at::Tensor*>> Rnn::named() const {
    std::vector<std::pair<std::string, const at::Tensor*>> all;
    for (const auto& [name, tensor] : const_cast<Rnn*>(this)->named()) all.emplace_back(name, tensor);
    return all;
}

RegionMemory RegionMemory::rows(const at::Tensor& numbers) const {
    if (!keys.defined()) return {};
    return {keys.index_select(0, numbers), values.index_select(0, numbers)};
}
RegionMemory RegionMemory::first(std::int64_t count) const {
    if (!keys.defined() || keys.size(0) == count) return *this;
    return {keys.narrow(0, 0, count), values.narrow(0, 0, count)};
}

RnnState RnnState::rows(const at::Tensor& numbers) const {
    const auto taken = [&](const at::Tensor& of) { return of.defined() ? of.index_select(0, numbers) : at::Tensor(); };
    return {taken(hidden), taken(cell), taken(context), {}};
}
RnnState RnnState::first(std::int64_t count) const {
    if (hidden.size(0) == count) return *this;
    const auto taken = [&](const at::Tensor& of) { return of.defined() ? of.narrow(0, 0, count) : at::Tensor(); };
    return {taken(hidden), taken(cell), taken(context), {}};
}

RegionMemory Rnn::remember(const at::Tensor& regions, const at::Tensor& dropout) const {
    if (!attends()) return {};
    if (!regions.defined() || regions.dim() != 3 || regions.size(2) != keyWeight.size(1))
        throw std::invalid_argument("Rnn::remember: regions must be [images, R, F]");
    const auto rows = regions.flatten(0, 1);
    const auto as = [&](const at::Tensor& all) { return all.view({regions.size(0), regions.size(1), -1}); };
    auto values = as(at::addmm(valueBias, rows, valueWeight.t()).relu());
    if (dropout.defined()) values = values * dropout;
    return {as(at::mm(rows, keyWeight.t())), values};
}

RnnState Rnn::advance(const RnnState& before, const at::Tensor& driven, const RegionMemory& memory) const {
    RnnState after;
    at::Tensor p = driven;
    if (attends()) {
        const auto count = driven.size(0), width = keyWeight.size(0);
        // h_0 is zero: every region has the same attention weight.
        const auto query = before.hidden.defined() ? at::mm(before.hidden, queryWeight.t())
                                                   : at::zeros({count, width}, driven.options());
        const auto weights =
            at::bmm(memory.keys, query.unsqueeze(2)).squeeze(2).div(std::sqrt(static_cast<double>(width))).softmax(1);
        after.context = at::bmm(weights.unsqueeze(1), memory.values).squeeze(1);
        after.weights = weights;
        p = at::addmm(p, after.context, contextWeight.t());
    }
    if (before.hidden.defined()) p = at::addmm(p, before.hidden, hiddenWeight.t());
    if (!lstm()) {
        after.hidden = at::relu(p);
        return after;
    }
    const auto quarters = p.chunk(4, 1);
    const auto candidate = quarters[0].sigmoid() * quarters[3].tanh();
    after.cell = before.cell.defined() ? quarters[1].sigmoid() * before.cell + candidate : candidate;
    after.hidden = quarters[2].sigmoid() * after.cell.tanh();
    return after;
}

at::Tensor Rnn::logits(const RnnState& state) const {
    auto out = at::addmm(outputBias, state.hidden, outputWeight.t());
    return attends() ? at::addmm(out, state.context, contextOutput.t()) : out;
}

at::Tensor Rnn::tokenLogits(const RnnInput& input, const PackedBatch& batch, const RnnDropout& dropout) const {
    const auto& images = input.images;
    if (images.dim() != 2 || images.size(0) != batch.alive[0] || images.size(1) != imageWeight.size(1))
        throw std::invalid_argument("Rnn::tokenLogits: images must be [sentences, D]");
    at::Tensor first = at::addmm(imageBias, images, imageWeight.t());
    if (dropout.image.defined()) first = first * dropout.image;
    at::Tensor words = at::embedding(wordVectors, batch.inputs);
    if (dropout.words.defined()) words = words * dropout.words;
    const auto times = at::addmm(hiddenBias, words, inputWeight.t()).split_with_sizes(batch.alive, 0);
    auto memory = remember(input.regions, dropout.regions);
    if (input.owners.defined()) memory = memory.rows(input.owners);
    std::vector<at::Tensor> hidden, contexts;
    RnnState state;
    for (std::size_t t = 0; t < times.size(); ++t) {
        if (t > 0) state = state.first(batch.alive[t]);
        state = advance(state, t == 0 ? times[0] + first : times[t], memory.first(batch.alive[t]));
        hidden.push_back(state.hidden);
        if (attends()) contexts.push_back(state.context);
    }
    RnnState all;
    all.hidden = at::cat(hidden);
    if (dropout.states.defined()) all.hidden = all.hidden * dropout.states;
    if (attends()) all.context = at::cat(contexts);
    return logits(all);
}

at::Tensor Rnn::tokenLoss(const RnnInput& input, const PackedBatch& batch, const RnnDropout& dropout) const {
    return at::nll_loss(at::log_softmax(tokenLogits(input, batch, dropout), 1), batch.targets, {}, at::Reduction::None);
}

Rnn makeRnn(const RnnShape& shape, const std::vector<std::int64_t>& wordCounts, std::uint64_t seed) {
    if (static_cast<std::int64_t>(wordCounts.size()) != shape.vocabulary)
        throw std::invalid_argument("makeRnn: one count a word of the vocabulary is needed");
    const auto scale = [](std::int64_t fanIn) { return 1 / std::sqrt(static_cast<double>(fanIn)); };
    const auto p = shape.driving(), h = shape.hidden, a = shape.attention;
    Rnn rnn = emptyRnn(shape);
    rnn.wordVectors = normals(shape.vocabulary, shape.wordVector, 0.3, seed, "word_vectors");
    rnn.imageWeight = normals(p, shape.input, 0.5 * scale(shape.input), seed, "W_hi");
    rnn.inputWeight = normals(p, shape.wordVector, scale(shape.wordVector), seed, "W_hx");
    // A ReLU halves the mean square, so deviation 1/sqrt(H) shrinks the state by 0.7 per step and half the identity
    // carries what the words have built up: neither vanishes at once nor grows.
    rnn.hiddenWeight = normals(p, h, 0.5 * scale(h), seed, "W_hh");
    if (shape.lstm)
        rnn.hiddenBias.narrow(0, h, h).fill_(1);  // the forget gate begins open
    else
        rnn.hiddenWeight += 0.5 * at::eye(h, at::kFloat);
    rnn.outputWeight = normals(shape.vocabulary, h, 0.1 * scale(h), seed, "W_oh");
    if (a > 0) {
        rnn.keyWeight = normals(a, shape.region, scale(shape.region), seed, "W_k");
        rnn.valueWeight = normals(a, shape.region, scale(shape.region), seed, "W_v");
        rnn.queryWeight = normals(a, h, scale(h), seed, "W_q");
        rnn.contextWeight = normals(p, a, scale(a), seed, "W_ha");
        rnn.contextOutput = normals(shape.vocabulary, a, 0.1 * scale(a), seed, "W_oa");
    }
    double all = 0;
    for (const std::int64_t count : wordCounts) all += static_cast<double>(count) + 1;
    float* bias = rnn.outputBias.data_ptr<float>();
    for (std::size_t w = 0; w < wordCounts.size(); ++w)
        bias[w] = static_cast<float>(std::log((static_cast<double>(wordCounts[w]) + 1) / all));
    return rnn;
}

Rnn emptyRnn(const RnnShape& shape) {
    const auto zeros = [](std::initializer_list<std::int64_t> sizes) { return at::zeros(sizes, at::kFloat); };
    const auto p = shape.driving(), h = shape.hidden, a = shape.attention;
    Rnn rnn{zeros({shape.vocabulary, shape.wordVector}),
            zeros({p, shape.input}),
            zeros({p}),
            zeros({p, shape.wordVector}),
            zeros({p, h}),
            zeros({p}),
            zeros({shape.vocabulary, h}),
            zeros({shape.vocabulary}),
            {},
            {},
            {},
            {},
            {},
            {}};
    if (a > 0) {
        rnn.keyWeight = zeros({a, shape.region});
        rnn.valueWeight = zeros({a, shape.region});
        rnn.valueBias = zeros({a});
        rnn.queryWeight = zeros({a, h});
        rnn.contextWeight = zeros({p, a});
        rnn.contextOutput = zeros({shape.vocabulary, a});
    }
    return rnn;
}

at::Tensor dropoutFactors(std::int64_t rows, std::int64_t cols, double p, std::uint64_t seed,
                          const std::string& purpose, std::int64_t epoch, std::int64_t step, const at::Device& device) {
    at::Tensor out = at::empty({rows, cols}, at::kFloat);
    base::Random random(seed, purpose, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(step));
    // Four draws of 16 bits from each 64-bit word: the probability is exact to 1/65536.
    const auto threshold = static_cast<std::uint32_t>(std::lround(p * 65536));
    const auto kept = static_cast<float>(1 / (1 - p));
    std::array<std::uint16_t, 1024> draws{};
    float* to = out.data_ptr<float>();
    for (std::int64_t left = rows * cols; left > 0;) {
        const auto count = std::min<std::int64_t>(left, std::ssize(draws));
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); i += 4) {
            const std::uint64_t bits = random.next();
            for (std::size_t k = 0; k < 4; ++k) draws[i + k] = static_cast<std::uint16_t>(bits >> (16 * k));
        }
        factorsOf(draws.data(), count, threshold, kept, to);
        to += count;
        left -= count;
    }
    return out.to(device);
}

}  // namespace legenda::model
