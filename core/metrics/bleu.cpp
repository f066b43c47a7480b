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

struct Sums {
    std::array<double, 4> guessed{}, correct{};
    double said = 0, reference = 0;

    void add(const Sums& other) {
        for (std::size_t n = 0; n < 4; ++n) guessed[n] += other.guessed[n], correct[n] += other.correct[n];
        said += other.said;
        reference += other.reference;
    }
};

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

Sums sumsOf(const NumberedSentence& hypothesis, const std::vector<NumberedSentence>& references,
            const NGramNumbers& numbers) {
    std::vector<int> allowed(hypothesis.grams.size(), 0);  // of each n-gram of the hypothesis
    for (const auto& reference : references)
        eachShared(hypothesis.grams, reference.grams, [&](std::size_t said, std::size_t told) {
            allowed[said] = std::max(allowed[said], reference.grams[told].count);
        });
    Sums sums;
    sums.said = static_cast<double>(hypothesis.words.size());
    sums.reference = closestLength(hypothesis.words.size(), references);
    for (std::size_t n = 0; n < 4; ++n) sums.guessed[n] = std::max(0.0, sums.said - static_cast<double>(n));
    for (std::size_t g = 0; g < allowed.size(); ++g)
        sums.correct[static_cast<std::size_t>(numbers.length(hypothesis.grams[g].number)) - 1] +=
            std::min(hypothesis.grams[g].count, allowed[g]);
    return sums;
}

std::array<double, 4> scoresOf(const Sums& sums) {
    std::array<double, 4> scores{};
    double product = 1;
    for (std::size_t n = 0; n < 4; ++n) {
        product *= (sums.correct[n] + kTiny) / (sums.guessed[n] + kSmall);
        scores[n] = std::pow(product, 1.0 / static_cast<double>(n + 1));
    }
    const double ratio = (sums.said + kTiny) / (sums.reference + kSmall);
    if (ratio < 1)
        for (auto& score : scores) score *= std::exp(1 - 1 / ratio);
    return scores;
}

}  // namespace

BleuScores bleu(const NumberedItems& items) {
    BleuScores result;
    result.items.reserve(items.hypotheses.size());
    Sums total;
    for (std::size_t i = 0; i < items.hypotheses.size(); ++i) {
        const Sums sums = sumsOf(items.hypotheses[i], items.references[i], items.numbers);
        result.items.push_back(scoresOf(sums));
        total.add(sums);
    }
    if (!result.items.empty()) result.corpus = scoresOf(total);
    result.lengthRatio = total.reference > 0 ? total.said / total.reference : 0;
    return result;
}

}  // namespace legenda::metrics
