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

double closestLength(std::size_t said, const std::vector<Tokens>& references) {
    long best = -1;
    const auto length = static_cast<long>(said);
    for (const auto& reference : references) {
        const auto candidate = static_cast<long>(reference.size());
        if (best < 0 || std::labs(candidate - length) < std::labs(best - length) ||
            (std::labs(candidate - length) == std::labs(best - length) && candidate < best))
            best = candidate;
    }
    return static_cast<double>(std::max(best, 0L));
}

Sums sumsOf(const CaptionItem& item, WordNumbers& numbers) {
    NGramCounts allowed;
    for (const auto& reference : item.references)
        for (const auto& [gram, count] : countNGrams(numbers.numbers(reference))) {
            auto& most = allowed[gram];
            most = std::max(most, count);
        }
    Sums sums;
    sums.said = static_cast<double>(item.hypothesis.size());
    sums.reference = closestLength(item.hypothesis.size(), item.references);
    for (std::size_t n = 0; n < 4; ++n) sums.guessed[n] = std::max(0.0, sums.said - static_cast<double>(n));
    for (const auto& [gram, count] : countNGrams(numbers.numbers(item.hypothesis))) {
        const auto found = allowed.find(gram);
        if (found != allowed.end())
            sums.correct[static_cast<std::size_t>(lengthOf(gram)) - 1] += std::min(count, found->second);
    }
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

BleuScores bleu(const std::vector<CaptionItem>& items) {
    BleuScores result;
    result.items.reserve(items.size());
    WordNumbers numbers;
    Sums total;
    for (const auto& item : items) {
        const Sums sums = sumsOf(item, numbers);
        result.items.push_back(scoresOf(sums));
        total.add(sums);
    }
    if (!items.empty()) result.corpus = scoresOf(total);
    result.lengthRatio = total.reference > 0 ? total.said / total.reference : 0;
    return result;
}

}  // namespace legenda::metrics
