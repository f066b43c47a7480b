// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/bleu.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace legenda::metrics {

namespace {

// The smoothing constants of the public code: they decide an item's figure where no n-gram matches.
constexpr double kTiny = 1e-15;
constexpr double kSmall = 1e-9;

constexpr std::size_t kHits = 4, kSaid = 8, kReference = 9;  // places among the counts

double closestLength(std::size_t said, const std::vector<NumberedSentence>& references) {
    long best = -1;
    const auto length = static_cast<long>(said);
    for (const auto& reference : references) {
        const auto candidate = static_cast<long>(reference.words.size());
        if (best < 0 || std::labs(candidate - length) < std::labs(best - length) ||
            (std::labs(candidate - length) == std::labs(best - length) && candidate < best))
            best = candidate;
    }
    return static_cast<double>(std::max(best, 0L));
}

BleuCounts countsOf(const NumberedSentence& hypothesis, const std::vector<NumberedSentence>& references,
                    const NGramNumbers& numbers) {
    std::vector<int> allowed(hypothesis.grams.size(), 0);  // of each n-gram of the hypothesis
    for (const auto& reference : references)
        eachShared(hypothesis.grams, reference.grams, [&](std::size_t said, std::size_t told) {
            allowed[said] = std::max(allowed[said], reference.grams[told].count);
        });
    BleuCounts counts{};
    counts[kSaid] = static_cast<double>(hypothesis.words.size());
    counts[kReference] = closestLength(hypothesis.words.size(), references);
    for (std::size_t n = 0; n < 4; ++n) counts[n] = std::max(0.0, counts[kSaid] - static_cast<double>(n));
    for (std::size_t g = 0; g < allowed.size(); ++g)
        counts[kHits + static_cast<std::size_t>(numbers.length(hypothesis.grams[g].number)) - 1] +=
            std::min(hypothesis.grams[g].count, allowed[g]);
    return counts;
}

}  // namespace

std::array<double, 4> bleuOf(std::span<const double, kBleuCounts> counts) {
    std::array<double, 4> scores{};
    double product = 1;
    for (std::size_t n = 0; n < 4; ++n) {
        product *= (counts[kHits + n] + kTiny) / (counts[n] + kSmall);
        scores[n] = std::pow(product, 1.0 / static_cast<double>(n + 1));
    }
    const double ratio = (counts[kSaid] + kTiny) / (counts[kReference] + kSmall);
    if (ratio < 1)
        for (auto& score : scores) score *= std::exp(1 - 1 / ratio);
    return scores;
}

double lengthRatioOf(std::span<const double, kBleuCounts> counts) {
    return counts[kReference] > 0 ? counts[kSaid] / counts[kReference] : 0;
}

BleuScores bleu(const NumberedItems& items) {
    BleuScores result;
    result.items.reserve(items.hypotheses.size());
    result.counts.reserve(items.hypotheses.size());
    BleuCounts total{};
    for (std::size_t i = 0; i < items.hypotheses.size(); ++i) {
        const auto& counts =
            result.counts.emplace_back(countsOf(items.hypotheses[i], items.references[i], items.numbers));
        result.items.push_back(bleuOf(counts));
        for (std::size_t c = 0; c < kBleuCounts; ++c) total[c] += counts[c];
    }
    if (!result.items.empty()) result.corpus = bleuOf(total);
    result.lengthRatio = lengthRatioOf(total);
    return result;
}

}  // namespace legenda::metrics
