// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/alignment/conv_net_impl.h"

#include "core/model/checkpoint.h"

#include <fmt/format.h>

#include <cmath>

namespace legenda::model {

namespace {

constexpr double kUsualScore = 0.03;  // typical objectness of a learned proposal

template <class Weights, class Tensor>
std::vector<std::pair<std::string, Tensor*>> convNames(Weights& w) {
    return {{"W_w", &w.W_w}, {"W_c", &w.W_c}, {"b_c", &w.b_c}, {"W_s", &w.W_s},      {"b_s", &w.b_s},
            {"W_x", &w.W_x}, {"W_g", &w.W_g}, {"W_h", &w.W_h}, {"b_h", &w.b_h},      {"W_q", &w.W_q},
            {"b_q", &w.b_q}, {"W_m", &w.W_m}, {"b_m", &w.b_m}, {"W_p", &w.W_p},      {"b_p", &w.b_p},
            {"W_r", &w.W_r}, {"W_f", &w.W_f}, {"b_f", &w.b_f}, {"scales", &w.scales}};
}

at::Tensor unit(const at::Tensor& rows) {
    return rows / at::clamp_min(at::norm(rows, 2, 1, true), 1e-12);
}

// Indices of the rows of all words: word number, sentence, previous and next row (N, a row of zeros, at the ends).
struct Layout {
    at::Tensor words, sentence, before, after;
    at::Tensor share;  // [L, 1]: one over the square root of the sentence's length
};

Layout layOut(std::span<const std::vector<int>> sentences, const at::Device& device) {
    std::int64_t count = 0;
    for (const auto& sentence : sentences) count += static_cast<std::int64_t>(sentence.size());
    Layout layout;
    for (auto* tensor : {&layout.words, &layout.sentence, &layout.before, &layout.after})
        *tensor = at::empty({count}, at::kLong);
    layout.share = at::empty({static_cast<std::int64_t>(sentences.size()), 1}, at::kFloat);
    std::int64_t n = 0;
    for (std::size_t l = 0; l < sentences.size(); ++l) {
        TORCH_CHECK(!sentences[l].empty(), "a sentence must have a word");
        layout.share.data_ptr<float>()[l] = 1 / std::sqrt(static_cast<float>(sentences[l].size()));
        for (std::size_t t = 0; t < sentences[l].size(); ++t, ++n) {
            layout.words.data_ptr<std::int64_t>()[n] = sentences[l][t];
            layout.sentence.data_ptr<std::int64_t>()[n] = static_cast<std::int64_t>(l);
            layout.before.data_ptr<std::int64_t>()[n] = t == 0 ? count : n - 1;
            layout.after.data_ptr<std::int64_t>()[n] = t + 1 == sentences[l].size() ? count : n + 1;
        }
    }
    for (auto* tensor : {&layout.words, &layout.sentence, &layout.before, &layout.after, &layout.share})
        *tensor = tensor->to(device);
    return layout;
}

}  // namespace

std::vector<std::pair<std::string, at::Tensor*>> ConvWeights::named() {
    return convNames<ConvWeights, at::Tensor>(*this);
}
std::vector<std::pair<std::string, const at::Tensor*>> ConvWeights::named() const {
    return convNames<const ConvWeights, const at::Tensor>(*this);
}

std::int64_t ConvShape::seen() const {
    return kPlaceValues + (unitsReadScores ? kScoreValues : 0) + (unitsReadVectors ? features : 0);
}

std::map<std::string, std::vector<std::int64_t>> ConvWeights::shapes(const ConvShape& s) {
    return {{"W_w", {s.words, s.wordVectors}},
            {"W_c", {s.hidden, 3 * s.wordVectors}},
            {"b_c", {s.hidden}},
            {"W_s", {s.embedding, s.hidden}},
            {"b_s", {s.embedding}},
            {"W_x", {s.embedding, s.wordVectors}},
            {"W_g", {s.words, s.wordVectors}},
            {"W_h", {s.hidden, s.wordVectors}},
            {"b_h", {s.hidden}},
            {"W_q", {s.frame, s.hidden}},
            {"b_q", {s.frame}},
            {"W_m", {s.embedding, s.features}},
            {"b_m", {s.embedding}},
            {"W_p", {s.units, s.seen()}},
            {"b_p", {s.units}},
            {"W_r", {s.embedding, s.units}},
            {"W_f", {s.frame, s.frames}},
            {"b_f", {s.frame}},
            {"scales", {2}}};
}

base::Result<ConvWeights> takeConvWeights(const TensorFile& content, const std::filesystem::path& file) {
    ConvShape shape;
    std::int64_t threeWords = 0, seen = 0;
    for (const auto& [name, rows, columns] : {std::tuple{"W_w", &shape.words, &shape.wordVectors},
                                              {"W_c", &shape.hidden, &threeWords},
                                              {"W_m", &shape.embedding, &shape.features},
                                              {"W_p", &shape.units, &seen},
                                              {"W_f", &shape.frame, &shape.frames}}) {
        const auto found = content.tensors.find(name);
        if (found == content.tensors.end() || found->second.shape.size() != 2)
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{}: the matrix \"{}\" is missing.", file.string(), name));
        *rows = found->second.shape[0];
        *columns = found->second.shape[1];
    }
    shape.unitsReadVectors = seen >= kPlaceValues + shape.features;
    shape.unitsReadScores = seen == kPlaceValues + kScoreValues || seen == kPlaceValues + kScoreValues + shape.features;
    const auto expected = ConvWeights::shapes(shape);
    auto all = expected;
    all["features.mean"] = all["features.deviation"] = {shape.features};
    if (auto same = compareTensors(content, all, file); !same) return base::pass(same);
    ConvWeights weights;
    for (auto& [name, tensor] : weights.named()) {
        LEGENDA_TRY(taken, takeTensor(content, name, expected.at(name), file));
        *tensor = std::move(*taken);
    }
    return weights;
}

EncodedSentences encodeSentences(const ConvWeights& w, std::span<const std::vector<int>> sentences,
                                 const ConvMasks& masks) {
    const auto count = static_cast<std::int64_t>(sentences.size());
    if (count == 0) return {at::zeros({0, w.b_s.size(0)}), at::zeros({0, w.b_q.size(0)})};
    const auto layout = layOut(sentences, w.W_w.device());
    auto x = w.W_w.index_select(0, layout.words);
    if (masks.words.defined()) x = x * masks.words;
    const auto padded = at::cat({x, at::zeros({1, x.size(1)}, x.options())});
    const auto three = at::cat({padded.index_select(0, layout.before), x, padded.index_select(0, layout.after)}, 1);
    auto o = at::relu(at::addmm(w.b_c, three, w.W_c.t()));
    if (masks.hidden.defined()) o = o * masks.hidden;

    EncodedSentences encoded;
    encoded.s = (at::addmm(w.b_s, o, w.W_s.t()) + at::mm(x, w.W_x.t())) * w.scales[0].exp();
    auto sum = at::zeros({count, w.W_g.size(1)}, x.options())
                   .index_add(0, layout.sentence, w.W_g.index_select(0, layout.words)) *
               layout.share;
    if (masks.sentences.defined()) sum = sum * masks.sentences;
    auto hidden = at::relu(at::addmm(w.b_h, sum, w.W_h.t()));
    if (masks.hiddenWhole.defined()) hidden = hidden * masks.hiddenWhole;
    encoded.q = unit(at::addmm(w.b_q, hidden, w.W_q.t())) * w.scales[1].exp();
    return encoded;
}

at::Tensor mapRegions(const ConvWeights& w, const at::Tensor& x) {
    return at::addmm(w.b_m, x, w.W_m.t());
}

at::Tensor regionUnits(const ConvWeights& w, const at::Tensor& x, const at::Tensor& places) {
    const auto seen = w.W_p.size(1), vector = w.W_m.size(1);
    const bool readsVector = seen >= kPlaceValues + vector;
    const auto few = readsVector ? seen - vector : seen;
    const auto corner = places.narrow(1, 0, 2), size = places.narrow(1, 2, 2);
    const auto area = at::clamp_min(size.prod(1, true), 1e-4);
    std::vector<at::Tensor> values{corner, size, area, area.sqrt(), corner + size / 2};
    if (few > kPlaceValues) {
        const auto score = places.size(1) > 4 ? places.narrow(1, 4, 1) : at::full_like(area, kUsualScore);
        values.push_back(at::clamp_min(score, 1e-4).log10() + 2);
        values.push_back(score);
    }
    auto sum = at::addmm(w.b_p, at::cat(values, 1), w.W_p.narrow(1, 0, few).t());
    if (readsVector) sum = at::addmm(sum, x, w.W_p.narrow(1, few, vector).t());
    return at::relu(sum);
}

at::Tensor encodeRegions(const ConvWeights& w, const at::Tensor& x, const at::Tensor& places, const ConvMasks& masks) {
    auto units = regionUnits(w, x, places);
    if (masks.units.defined()) units = units * masks.units;
    return at::addmm(mapRegions(w, x), units, w.W_r.t());
}

at::Tensor encodeFrames(const ConvWeights& w, const at::Tensor& x) {
    return unit(at::addmm(w.b_f, x, w.W_f.t()));
}

}  // namespace legenda::model
