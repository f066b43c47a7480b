// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/alignment/alignment_impl.h"

#include "core/base/vector_clones.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace legenda::model {

namespace {

constexpr std::int64_t kWordsAStrip = 1024;                      // their maxima stay in the first cache
constexpr std::int64_t kRowsABlock = 1000, kWordsABlock = 2048;  // of a product

LEGENDA_VECTOR_CLONES void keepBetter(const float* __restrict__ row, std::int32_t region, float* __restrict__ best,
                                      std::int32_t* __restrict__ which, std::int64_t n) {
    for (std::int64_t t = 0; t < n; ++t) {
        const bool better = row[t] > best[t];
        best[t] = better ? row[t] : best[t];
        which[t] = better ? region : which[t];
    }
}

LEGENDA_VECTOR_CLONES void keepLarger(const float* __restrict__ row, float* __restrict__ best, std::int64_t n) {
    for (std::int64_t t = 0; t < n; ++t) best[t] = row[t] > best[t] ? row[t] : best[t];
}

template <class Weights, class Tensor>
std::vector<std::pair<std::string, Tensor*>> namesOf(Weights& w) {
    return {{"W_w", &w.W_w}, {"W_e", &w.W_e}, {"b_e", &w.b_e}, {"W_f", &w.W_f}, {"b_f", &w.b_f}, {"W_b", &w.W_b},
            {"b_b", &w.b_b}, {"W_d", &w.W_d}, {"b_d", &w.b_d}, {"W_m", &w.W_m}, {"b_m", &w.b_m}};
}

at::Tensor indices(const std::vector<std::int64_t>& values) {
    auto tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
    std::copy(values.begin(), values.end(), tensor.data_ptr<std::int64_t>());
    return tensor;
}

// h_t = f(input_t + W h_{t-1}) over time-major rows; [N, H].
at::Tensor recur(const at::Tensor& input, const at::Tensor& weight, const std::vector<std::int64_t>& running) {
    const auto parts = at::split_with_sizes(input, running);
    const auto transposed = weight.t();
    std::vector<at::Tensor> states;
    states.reserve(parts.size());
    for (std::size_t t = 0; t < parts.size(); ++t)
        states.push_back(t == 0 ? at::relu(parts[0])
                                : at::relu(at::addmm(parts[t], states.back().narrow(0, 0, running[t]), transposed)));
    return at::cat(states);
}

}  // namespace

std::vector<std::pair<std::string, at::Tensor*>> AlignmentWeights::named() {
    return namesOf<AlignmentWeights, at::Tensor>(*this);
}
std::vector<std::pair<std::string, const at::Tensor*>> AlignmentWeights::named() const {
    return namesOf<const AlignmentWeights, const at::Tensor>(*this);
}

std::map<std::string, std::vector<std::int64_t>> AlignmentWeights::shapes(const AlignmentShape& s) {
    return {{"W_w", {s.words, s.wordVectors}},
            {"W_e", {s.hidden, s.wordVectors}},
            {"b_e", {s.hidden}},
            {"W_f", {s.hidden, s.hidden}},
            {"b_f", {s.hidden}},
            {"W_b", {s.hidden, s.hidden}},
            {"b_b", {s.hidden}},
            {"W_d", {s.embedding, s.hidden}},
            {"b_d", {s.embedding}},
            {"W_m", {s.embedding, s.features}},
            {"b_m", {s.embedding}}};
}

AlignmentShape AlignmentWeights::shape() const {
    return {W_w.size(0), W_w.size(1), W_e.size(0), W_m.size(0), W_m.size(1)};
}

base::Result<AlignmentWeights> takeAlignmentWeights(const TensorFile& content, const std::filesystem::path& file) {
    AlignmentShape shape;
    for (const auto& [name, rows, columns] : {std::tuple{"W_w", &shape.words, &shape.wordVectors},
                                              {"W_e", &shape.hidden, &shape.wordVectors},
                                              {"W_m", &shape.embedding, &shape.features}}) {
        const auto found = content.tensors.find(name);
        if (found == content.tensors.end() || found->second.shape.size() != 2)
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{}: the matrix \"{}\" is missing.", file.string(), name));
        *rows = found->second.shape[0];
        *columns = found->second.shape[1];
    }
    auto expected = AlignmentWeights::shapes(shape);
    auto all = expected;
    all["features.mean"] = all["features.deviation"] = {shape.features};
    if (auto same = compareTensors(content, all, file); !same) return base::pass(same);
    AlignmentWeights weights;
    for (auto& [name, tensor] : weights.named()) {
        LEGENDA_TRY(taken, takeTensor(content, name, expected.at(name), file));
        *tensor = std::move(*taken);
    }
    return weights;
}

PackedSentences packSentences(std::span<const std::vector<int>> sentences) {
    std::vector<std::size_t> sorted(sentences.size());
    std::iota(sorted.begin(), sorted.end(), 0U);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](std::size_t a, std::size_t b) { return sentences[a].size() > sentences[b].size(); });
    std::vector<std::int64_t> place(sentences.size());  // of a sentence in the sorted list
    for (std::size_t i = 0; i < sorted.size(); ++i) place[sorted[i]] = static_cast<std::int64_t>(i);

    PackedSentences packed;
    std::vector<std::int64_t> start;  // first row of time t
    std::vector<std::int64_t> words, mirror, order;
    const std::size_t longest = sentences.empty() ? 0 : sentences[sorted[0]].size();
    for (std::size_t t = 0; t < longest; ++t) {
        start.push_back(static_cast<std::int64_t>(words.size()));
        for (const auto i : sorted) {
            if (sentences[i].size() <= t) break;
            words.push_back(sentences[i][t]);
        }
        packed.running.push_back(static_cast<std::int64_t>(words.size()) - start.back());
    }
    for (std::size_t t = 0; t < longest; ++t)
        for (std::int64_t i = 0; i < packed.running[t]; ++i)
            mirror.push_back(start[sentences[sorted[static_cast<std::size_t>(i)]].size() - 1 - t] + i);
    for (std::size_t l = 0; l < sentences.size(); ++l)
        for (std::size_t t = 0; t < sentences[l].size(); ++t) order.push_back(start[t] + place[l]);
    packed.words = indices(words);
    packed.mirror = indices(mirror);
    packed.order = indices(order);
    return packed;
}

PackedSentences PackedSentences::to(const at::Device& device) const {
    return {running, words.to(device), mirror.to(device), order.to(device)};
}

at::Tensor encodeWords(const AlignmentWeights& w, const PackedSentences& packed, const at::Tensor& inputMask,
                       const at::Tensor& hiddenMask) {
    if (packed.size() == 0) return at::zeros({0, w.b_d.size(0)});
    auto x = w.W_w.index_select(0, packed.words);
    if (inputMask.defined()) x = x * inputMask;
    const auto e = at::relu(at::addmm(w.b_e, x, w.W_e.t()));
    const auto forward = recur(e + w.b_f, w.W_f, packed.running);
    const auto backward =
        recur(e.index_select(0, packed.mirror) + w.b_b, w.W_b, packed.running).index_select(0, packed.mirror);
    auto both = (forward + backward).index_select(0, packed.order);
    if (hiddenMask.defined()) both = both * hiddenMask;
    return at::relu(at::addmm(w.b_d, both, w.W_d.t()));
}

BlockScores bestRegions(const at::Tensor& v, std::int64_t regions, const at::Tensor& s) {
    const auto scores = at::mm(v, s.t());
    const std::int64_t words = s.size(0), images = v.size(0) / regions;
    BlockScores block;
    block.best.resize(static_cast<std::size_t>(images * words));
    block.which.resize(block.best.size());
    const float* const all = scores.data_ptr<float>();
#pragma omp parallel for collapse(2)
    for (std::int64_t k = 0; k < images; ++k)
        for (std::int64_t begin = 0; begin < words; begin += kWordsAStrip) {
            const std::int64_t count = std::min(kWordsAStrip, words - begin);
            float* const best = block.best.data() + k * words + begin;
            std::int32_t* const which = block.which.data() + k * words + begin;
            const float* const first = all + k * regions * words + begin;
            std::copy_n(first, count, best);
            for (std::int64_t i = 1; i < regions; ++i)
                keepBetter(first + i * words, static_cast<std::int32_t>(i), best, which, count);
        }
    return block;
}

at::Tensor plainScorePairs(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                           std::span<const std::int64_t> lengths) {
    const auto images = v.size(0) / regions, sentences = static_cast<std::int64_t>(lengths.size());
    std::vector<std::int64_t> owner;
    for (std::int64_t l = 0; l < sentences; ++l)
        owner.insert(owner.end(), static_cast<std::size_t>(lengths[static_cast<std::size_t>(l)]), l);
    const auto best = std::get<0>(at::mm(v, s.t()).view({images, regions, s.size(0)}).max(1));
    return at::zeros({images, sentences}, v.options()).index_add_(1, indices(owner).to(v.device()), best);
}

at::Tensor scorePairs(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                      std::span<const std::int64_t> lengths) {
    if (!v.is_cpu()) return plainScorePairs(v, regions, s, lengths);
    const auto images = v.size(0) / regions, sentences = static_cast<std::int64_t>(lengths.size());
    auto scores = at::empty({images, sentences}, at::kFloat);
    float* const all = scores.data_ptr<float>();
    const std::int64_t imagesABlock = std::max<std::int64_t>(1, kRowsABlock / regions);
    auto product = at::empty({0}, at::kFloat);  // [images * regions, words] of a block
    std::int64_t firstWord = 0;
    for (std::int64_t first = 0, last = 0; first < sentences; first = last) {
        std::int64_t words = 0;
        while (last < sentences && (last == first || words + lengths[static_cast<std::size_t>(last)] <= kWordsABlock))
            words += lengths[static_cast<std::size_t>(last++)];
        const auto columns = s.narrow(0, firstWord, words).t();
        for (std::int64_t begin = 0; begin < images; begin += imagesABlock) {
            const std::int64_t count = std::min(imagesABlock, images - begin);
            product.resize_({count * regions, words});
            at::mm_out(product, v.narrow(0, begin * regions, count * regions), columns);
            const float* const rows = product.data_ptr<float>();
#pragma omp parallel
            {
                std::vector<float> best(static_cast<std::size_t>(words));
#pragma omp for
                for (std::int64_t k = 0; k < count; ++k) {
                    std::copy_n(rows + k * regions * words, words, best.data());
                    for (std::int64_t i = 1; i < regions; ++i)
                        keepLarger(rows + (k * regions + i) * words, best.data(), words);
                    const float* next = best.data();
                    for (std::int64_t l = first; l < last; ++l) {
                        double sum = 0;
                        for (std::int64_t t = 0; t < lengths[static_cast<std::size_t>(l)]; ++t) sum += *next++;
                        all[(begin + k) * sentences + l] = static_cast<float>(sum);
                    }
                }
            }
        }
        firstWord += words;
    }
    return scores;
}

}  // namespace legenda::model
