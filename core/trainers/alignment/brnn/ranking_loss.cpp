// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/brnn/ranking_loss_impl.h"

#include "core/base/vector_clones.h"
#include "core/model/alignment/alignment_impl.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace legenda::trainers {

namespace {

constexpr std::int64_t kStrip = 128;  // columns whose sums are kept in registers
using Sixteen [[gnu::vector_size(64)]] = float;

// to = sum over n of factors[n] rows[which[n]], of kStrip columns; rows are `stride` apart.
LEGENDA_VECTOR_CLONES void sumOfRows(float* to, const float* rows, std::int64_t stride, const std::int32_t* which,
                                     const float* factors, std::int64_t count) {
    Sixteen sums[kStrip / 16] = {};
    for (std::int64_t n = 0; n < count; ++n) {
        const float* const from = rows + which[n] * stride;
        for (int i = 0; i < kStrip / 16; ++i) {
            Sixteen part;  // a row may lie at any address
            std::memcpy(&part, from + 16 * i, sizeof part);
            sums[i] += factors[n] * part;
        }
    }
    std::memcpy(to, sums, sizeof sums);
}

// The same of any number of columns up to kStrip.
LEGENDA_VECTOR_CLONES void sumOfShortRows(float* __restrict__ to, std::int64_t columns, const float* __restrict__ rows,
                                          std::int64_t stride, const std::int32_t* which, const float* factors,
                                          std::int64_t count) {
    for (std::int64_t i = 0; i < columns; ++i) to[i] = 0;
    for (std::int64_t n = 0; n < count; ++n) {
        const float* const from = rows + which[n] * stride;
        for (std::int64_t i = 0; i < columns; ++i) to[i] += factors[n] * from[i];
    }
}

// y += a x
LEGENDA_VECTOR_CLONES void addScaled(float* __restrict__ y, float a, const float* __restrict__ x, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) y[i] += a * x[i];
}

// The hinges of the [B, B] scores: their mean sum over k and its derivative by each S_kl.
double hinges(const std::vector<double>& scores, std::int64_t batch, double margin, std::vector<float>& gradient) {
    const auto at = [batch](std::int64_t k, std::int64_t l) { return static_cast<std::size_t>(k * batch + l); };
    const auto share = static_cast<float>(1.0 / static_cast<double>(batch));
    gradient.assign(scores.size(), 0);
    double loss = 0;
    for (std::int64_t k = 0; k < batch; ++k) {
        const double own = scores[at(k, k)];
        for (std::int64_t l = 0; l < batch; ++l) {
            if (l == k) continue;
            for (const auto foreign : {at(k, l), at(l, k)}) {
                const double cost = scores[foreign] - own + margin;
                if (cost <= 0) continue;
                loss += cost;
                gradient[foreign] += share;
                gradient[at(k, k)] -= share;
            }
        }
    }
    return loss / static_cast<double>(batch);
}

// The pairs of a batch: which words a sentence has, and the derivatives by the pairs' scores.
struct Pairs {
    std::int64_t batch = 0, regions = 0, words = 0;
    std::vector<std::int64_t> first;  // word of each sentence, and the end
    std::vector<float> gradient;      // [B, B] by S_kl
    model::BlockScores block;

    std::int64_t start(std::int64_t l) const { return first[static_cast<std::size_t>(l)]; }
    float by(std::int64_t k, std::int64_t l) const { return gradient[static_cast<std::size_t>(k * batch + l)]; }
    // The row of a that wins word t in image k.
    std::int32_t winner(std::int64_t k, std::int64_t t) const {
        return static_cast<std::int32_t>(k * regions) + block.which[static_cast<std::size_t>(k * words + t)];
    }
};

// The maximum hands its gradient to the winning region alone, and a pair whose hinges are satisfied has none: for each
// word the list of the rows that matter, and one sum over them instead of a dense product.
at::Tensor gradientOfWords(const Pairs& pairs, const at::Tensor& a) {
    const std::int64_t width = a.size(1), batch = pairs.batch;
    std::vector<std::vector<float>> factors(static_cast<std::size_t>(batch));      // of a sentence's active images
    std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(batch));  // [words of l, active images]
#pragma omp parallel for schedule(dynamic, 4)
    for (std::int64_t l = 0; l < batch; ++l) {
        auto& own = factors[static_cast<std::size_t>(l)];
        std::vector<std::int64_t> active;
        for (std::int64_t k = 0; k < batch; ++k)
            if (pairs.by(k, l) != 0) active.push_back(k), own.push_back(pairs.by(k, l));
        for (auto t = pairs.start(l); t < pairs.start(l + 1); ++t)
            for (const auto k : active) rows[static_cast<std::size_t>(l)].push_back(pairs.winner(k, t));
    }
    auto gradient = at::empty({pairs.words, width}, at::kFloat);
    float* const to = gradient.data_ptr<float>();
    const float* const from = a.data_ptr<float>();
    const std::int64_t strips = (width + kStrip - 1) / kStrip;
    // Strip by strip, so that the columns in use of all rows stay in the second cache.
#pragma omp parallel for schedule(dynamic, 8)
    for (std::int64_t task = 0; task < strips * batch; ++task) {
        const std::int64_t column = task / batch * kStrip, l = task % batch;
        const auto& own = factors[static_cast<std::size_t>(l)];
        const auto count = static_cast<std::int64_t>(own.size());
        const std::int32_t* which = rows[static_cast<std::size_t>(l)].data();
        for (auto t = pairs.start(l); t < pairs.start(l + 1); ++t, which += count) {
            float* const here = to + t * width + column;
            if (column + kStrip <= width)
                sumOfRows(here, from + column, width, which, own.data(), count);
            else
                sumOfShortRows(here, width - column, from + column, width, which, own.data(), count);
        }
    }
    return gradient;
}

at::Tensor gradientOfRegions(const Pairs& pairs, const at::Tensor& a, const at::Tensor& b) {
    const std::int64_t width = a.size(1);
    auto gradient = at::zeros_like(a);
    float* const to = gradient.data_ptr<float>();
    const float* const from = b.data_ptr<float>();
#pragma omp parallel for schedule(dynamic, 1)
    for (std::int64_t k = 0; k < pairs.batch; ++k)
        for (std::int64_t l = 0; l < pairs.batch; ++l) {
            const float g = pairs.by(k, l);
            if (g == 0) continue;
            for (auto t = pairs.start(l); t < pairs.start(l + 1); ++t)
                addScaled(to + pairs.winner(k, t) * width, g, from + t * width, width);
        }
    return gradient;
}

}  // namespace

RankingLoss rankingLoss(const at::Tensor& aGiven, std::int64_t regions, const at::Tensor& bGiven,
                        std::span<const std::int64_t> lengths, double margin, const at::Tensor& offsets) {
    const auto a = aGiven.contiguous(), b = bGiven.contiguous();
    Pairs pairs;
    pairs.batch = static_cast<std::int64_t>(lengths.size());
    pairs.regions = regions;
    pairs.words = b.size(0);
    TORCH_CHECK(a.size(0) == pairs.batch * regions && a.size(1) == b.size(1),
                "regions and words must belong to one batch");
    pairs.first.push_back(0);
    for (const auto length : lengths) pairs.first.push_back(pairs.first.back() + length);
    TORCH_CHECK(pairs.first.back() == pairs.words, "lengths must add up to the words of the batch");
    pairs.block = model::bestRegions(a, regions, b);

    std::vector<double> offsetOf(lengths.size(), 0);
    for (std::int64_t l = 0; l < pairs.batch && offsets.defined(); ++l)
        for (auto t = pairs.start(l); t < pairs.start(l + 1); ++t)
            offsetOf[static_cast<std::size_t>(l)] += offsets.data_ptr<float>()[t];
    std::vector<double> scores;
    scores.reserve(static_cast<std::size_t>(pairs.batch * pairs.batch));
    const float* best = pairs.block.best.data();
    for (std::int64_t k = 0; k < pairs.batch; ++k)
        for (std::int64_t l = 0; l < pairs.batch; ++l) {
            double sum = offsetOf[static_cast<std::size_t>(l)];
            for (auto t = pairs.start(l); t < pairs.start(l + 1); ++t) sum += *best++;
            scores.push_back(sum);
        }

    RankingLoss result;
    result.loss = hinges(scores, pairs.batch, margin, pairs.gradient);
    result.db = gradientOfWords(pairs, a);
    if (!offsets.defined()) {
        result.da = gradientOfRegions(pairs, a, b);
        return result;
    }
    result.dOffsets = at::empty({pairs.words}, at::kFloat);
    for (std::int64_t l = 0; l < pairs.batch; ++l) {
        float sum = 0;
        for (std::int64_t k = 0; k < pairs.batch; ++k) sum += pairs.by(k, l);
        std::fill_n(result.dOffsets.data_ptr<float>() + pairs.start(l), lengths[static_cast<std::size_t>(l)], sum);
    }
    return result;
}

}  // namespace legenda::trainers
