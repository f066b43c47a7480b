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

struct CiderTable::Impl {
    WordNumbers numbers;
    NGramCounts documents;
    double logItems = 0;
    std::vector<std::vector<Weighted>> references;
};

CiderTable::CiderTable(const std::vector<std::vector<Tokens>>& references) : impl_(std::make_unique<Impl>()) {
    std::vector<std::vector<NGramCounts>> counts(references.size());
    for (std::size_t i = 0; i < references.size(); ++i) {
        NGramCounts here;
        for (const auto& reference : references[i]) {
            counts[i].push_back(countNGrams(impl_->numbers.numbers(reference)));
            for (const auto& [gram, count] : counts[i].back()) here.emplace(gram, 1);
        }
        for (const auto& [gram, one] : here) impl_->documents[gram] += one;
    }
    impl_->logItems = std::log(static_cast<double>(std::max<std::size_t>(references.size(), 1)));
    for (const auto& own : counts) {
        auto& weighted = impl_->references.emplace_back();
        for (const auto& reference : own) weighted.push_back(weigh(reference, impl_->documents, impl_->logItems));
    }
}
CiderTable::CiderTable(CiderTable&&) noexcept = default;
CiderTable::~CiderTable() = default;

double CiderTable::score(std::size_t item, const Tokens& hypothesis) {
    const auto& own = impl_->references.at(item);
    if (own.empty()) return 0;
    const auto weighted = weigh(countNGrams(impl_->numbers.numbers(hypothesis)), impl_->documents, impl_->logItems);
    double sum = 0;
    for (const auto& reference : own) sum += similarity(weighted, reference);
    return 10 * sum / static_cast<double>(own.size());
}

CiderScores ciderD(const std::vector<CaptionItem>& items) {
    std::vector<std::vector<Tokens>> references;
    references.reserve(items.size());
    for (const auto& item : items) references.push_back(item.references);
    CiderTable table(references);
    CiderScores result;
    double total = 0;
    for (std::size_t i = 0; i < items.size(); ++i)
        total += result.items.emplace_back(table.score(i, items[i].hypothesis));
    if (!items.empty()) result.corpus = total / static_cast<double>(items.size());
    return result;
}

}  // namespace legenda::metrics
