// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/nearest_neighbour.h"

#include "core/model/aligner.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::evaluation {

namespace {

constexpr std::int64_t kRowsAtOnce = 2048;
constexpr std::int64_t kQueriesAtOnce = 1024;

at::Tensor view(const base::Matrix& matrix) {
    return at::from_blob(const_cast<float*>(matrix.data.data()),
                         {static_cast<std::int64_t>(matrix.rows), static_cast<std::int64_t>(matrix.cols)}, at::kFloat);
}

// Keeps for each row of `scores` [N, B] the best column so far; columns start at `first`.
void keepBest(const at::Tensor& scores, std::size_t first, std::size_t firstQuery, std::vector<float>& best,
              std::vector<std::size_t>& where) {
    const auto* data = scores.data_ptr<float>();
    const auto columns = static_cast<std::size_t>(scores.size(1));
    for (std::size_t n = 0; n < static_cast<std::size_t>(scores.size(0)); ++n, data += columns) {
        const auto top = std::max_element(data, data + columns);
        if (*top > best[firstQuery + n]) {
            best[firstQuery + n] = *top;
            where[firstQuery + n] = first + static_cast<std::size_t>(top - data);
        }
    }
}

// The mean word vector of each text and the number of its known words; 0: none.
struct TextBlock {
    at::Tensor means;                // [B, h]
    std::vector<float> counts;       // [B]
    std::vector<std::size_t> texts;  // index of the text of each row
};

TextBlock meansOf(const model::Aligner& aligner, const std::vector<std::string>& texts, std::size_t start,
                  std::size_t end, std::size_t h) {
    const auto words = aligner.embedSentences(
        {texts.begin() + static_cast<std::ptrdiff_t>(start), texts.begin() + static_cast<std::ptrdiff_t>(end)});
    TextBlock block;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i].vectors.rows > 0)
            block.texts.push_back(start + i), block.counts.push_back(static_cast<float>(words[i].vectors.rows));
    block.means = at::zeros({static_cast<std::int64_t>(block.texts.size()), static_cast<std::int64_t>(h)}, at::kFloat);
    auto* out = block.means.data_ptr<float>();
    for (std::size_t row = 0; row < block.texts.size(); ++row, out += h) {
        const auto& vectors = words[block.texts[row] - start].vectors;
        for (std::size_t t = 0; t < vectors.rows; ++t) {
            const auto word = vectors.row(t);
            for (std::size_t d = 0; d < h; ++d) out[d] += word[d];
        }
        for (std::size_t d = 0; d < h; ++d) out[d] /= block.counts[row];
    }
    return block;
}

}  // namespace

base::Result<std::vector<std::size_t>> nearestRows(const base::Matrix& queries, const base::Matrix& rows,
                                                   const base::JobContext& context) {
    c10::NoGradGuard quiet;
    const auto all = view(rows), asked = view(queries);
    const auto mean = all.mean(0);
    const auto deviation = (all - mean).pow(2).mean(0).sqrt().clamp_min(1e-6);
    const auto standardRows = (all - mean) / deviation;
    const auto standardQueries = (asked - mean) / deviation;
    // |q - r|^2 without |q|^2, which does not change the order; negated, so that the largest is the nearest.
    const auto rowNorms = standardRows.pow(2).sum(1);
    std::vector<float> best(queries.rows, -std::numeric_limits<float>::infinity());
    std::vector<std::size_t> where(queries.rows, 0);
    for (std::int64_t r = 0; r < standardRows.size(0); r += kRowsAtOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto count = std::min(kRowsAtOnce, standardRows.size(0) - r);
        const auto block = standardRows.narrow(0, r, count);
        const auto scores = (at::mm(standardQueries, block.t()) * 2 - rowNorms.narrow(0, r, count)).contiguous();
        keepBest(scores, static_cast<std::size_t>(r), 0, best, where);
    }
    return where;
}

base::Result<BestTexts> bestTexts(const model::Aligner& aligner, const std::vector<std::string>& texts,
                                  const base::Matrix& regions, const base::JobContext& context) {
    c10::NoGradGuard quiet;
    const auto v = view(regions);
    constexpr float kLowest = -std::numeric_limits<float>::infinity();
    std::vector<float> bestMean(regions.rows, kLowest), bestSum(regions.rows, kLowest);
    BestTexts result{std::vector<std::size_t>(regions.rows, 0), std::vector<std::size_t>(regions.rows, 0)};
    const auto perBlock = static_cast<std::size_t>(kRowsAtOnce);
    for (std::size_t start = 0; start < texts.size(); start += perBlock) {
        const std::size_t end = std::min(start + perBlock, texts.size());
        auto block = meansOf(aligner, texts, start, end, regions.cols);
        if (!block.texts.empty()) {
            const auto counts =
                at::from_blob(block.counts.data(), {static_cast<std::int64_t>(block.counts.size())}, at::kFloat);
            const auto transposed = block.means.t();
            std::vector<std::size_t> mean(regions.rows, SIZE_MAX), sum(regions.rows, SIZE_MAX);
            for (std::int64_t q = 0; q < v.size(0); q += kQueriesAtOnce) {
                if (context.stopped()) return base::JobContext::cancelled();
                const auto scores =
                    at::mm(v.narrow(0, q, std::min(kQueriesAtOnce, v.size(0) - q)), transposed).contiguous();
                keepBest(scores, 0, static_cast<std::size_t>(q), bestMean, mean);
                keepBest((scores * counts).contiguous(), 0, static_cast<std::size_t>(q), bestSum, sum);
            }
            for (std::size_t n = 0; n < regions.rows; ++n) {
                if (mean[n] != SIZE_MAX) result.byMean[n] = block.texts[mean[n]];
                if (sum[n] != SIZE_MAX) result.bySum[n] = block.texts[sum[n]];
            }
        }
        context.report({"searching the nearest snippets",
                        static_cast<std::int64_t>(end),
                        static_cast<std::int64_t>(texts.size()),
                        {}});
    }
    return result;
}

}  // namespace legenda::evaluation
