// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/cider.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace legenda::metrics {

namespace {

constexpr double kSigma = 6;

// A sentence as weighted n-grams. The public code takes the number of its two-word runs for its length.
struct Weighted {
    std::unordered_map<NGram, double, NGramHash> weights;
    std::array<double, 4> norms{};
    double length = 0;
};

Weighted weigh(const NGramCounts& counts, const NGramCounts& documents, double logItems) {
    Weighted result;
    result.weights.reserve(counts.size());
    for (const auto& [gram, count] : counts) {
        const auto found = documents.find(gram);
        const double frequency = found == documents.end() ? 0 : std::log(std::max(1, found->second));
        const double weight = count * (logItems - frequency);
        const auto n = static_cast<std::size_t>(lengthOf(gram)) - 1;
        result.weights.emplace(gram, weight);
        result.norms[n] += weight * weight;
        if (n == 1) result.length += count;
    }
    for (auto& norm : result.norms) norm = std::sqrt(norm);
    return result;
}

double similarity(const Weighted& hypothesis, const Weighted& reference) {
    std::array<double, 4> products{};
    for (const auto& [gram, weight] : hypothesis.weights) {
        const auto found = reference.weights.find(gram);
        if (found == reference.weights.end()) continue;
        products[static_cast<std::size_t>(lengthOf(gram)) - 1] += std::min(weight, found->second) * found->second;
    }
    const double difference = hypothesis.length - reference.length;
    const double penalty = std::exp(-difference * difference / (2 * kSigma * kSigma));
    double sum = 0;
    for (std::size_t n = 0; n < 4; ++n) {
        const double norms = hypothesis.norms[n] * reference.norms[n];
        sum += (norms != 0 ? products[n] / norms : products[n]) * penalty;
    }
    return sum / 4;
}

}  // namespace

CiderScores ciderD(const std::vector<CaptionItem>& items) {
    WordNumbers numbers;
    std::vector<std::vector<NGramCounts>> references(items.size());
    NGramCounts documents;
    for (std::size_t i = 0; i < items.size(); ++i) {
        NGramCounts here;
        for (const auto& reference : items[i].references) {
            references[i].push_back(countNGrams(numbers.numbers(reference)));
            for (const auto& [gram, count] : references[i].back()) here.emplace(gram, 1);
        }
        for (const auto& [gram, one] : here) documents[gram] += one;
    }
    const double logItems = std::log(static_cast<double>(std::max<std::size_t>(items.size(), 1)));

    CiderScores result;
    double total = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto hypothesis = weigh(countNGrams(numbers.numbers(items[i].hypothesis)), documents, logItems);
        double sum = 0;
        for (const auto& counts : references[i]) sum += similarity(hypothesis, weigh(counts, documents, logItems));
        const double score = references[i].empty() ? 0 : 10 * sum / static_cast<double>(references[i].size());
        total += result.items.emplace_back(score);
    }
    if (!items.empty()) result.corpus = total / static_cast<double>(items.size());
    return result;
}

}  // namespace legenda::metrics
