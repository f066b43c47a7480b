// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/rouge_l.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace legenda::metrics {

namespace {

using Words = std::vector<std::uint32_t>;

constexpr std::size_t kFewPairs = 4096;  // of words: below, the table is faster

std::size_t tableLcs(const Words& a, const Words& b) {
    std::vector<std::size_t> above(b.size() + 1, 0), row(b.size() + 1, 0);
    for (const auto word : a) {
        for (std::size_t j = 1; j <= b.size(); ++j)
            row[j] = word == b[j - 1] ? above[j - 1] + 1 : std::max(above[j], row[j - 1]);
        std::swap(above, row);
    }
    return above[b.size()];
}

// The same table a row at a time as the bits where it does not grow (Hyyrö 2004: V' = (V + U) | (V - U), U = V & M),
// touching only the machine words in which the word of `a` stands and those that a carry reaches.
std::size_t bitLcs(const Words& a, const Words& b) {
    std::unordered_map<std::uint32_t, std::vector<std::pair<std::size_t, std::uint64_t>>> places;
    for (std::size_t j = 0; j < b.size(); ++j) {
        auto& parts = places[b[j]];
        if (parts.empty() || parts.back().first != j / 64) parts.emplace_back(j / 64, 0);
        parts.back().second |= std::uint64_t{1} << j % 64;
    }
    std::vector<std::uint64_t> level((b.size() + 63) / 64, ~std::uint64_t{0});
    for (const auto word : a) {
        const auto found = places.find(word);
        if (found == places.end()) continue;
        bool carry = false;
        std::size_t at = 0;
        const auto carryUpTo = [&](std::size_t end) {
            for (; carry && at < end; ++at) {
                carry = level[at] == ~std::uint64_t{0};
                level[at] |= level[at] + 1;
            }
        };
        for (const auto& [place, bits] : found->second) {
            carryUpTo(place);
            at = place;
            const auto old = level[at], shared = old & bits, sum = old + shared, carried = sum + (carry ? 1 : 0);
            carry = sum < old || carried < sum;
            level[at++] = carried | (old & ~bits);
        }
        carryUpTo(level.size());
    }
    std::size_t grown = 0;
    for (const auto bits : level) grown += static_cast<std::size_t>(std::popcount(~bits));
    return grown;
}

std::size_t longestCommonSubsequence(const Words& a, const Words& b) {
    return a.size() * b.size() <= kFewPairs ? tableLcs(a, b) : bitLcs(a, b);
}

double scoreOf(const NumberedSentence& hypothesis, const std::vector<NumberedSentence>& references) {
    constexpr double kBeta2 = 1.2 * 1.2;
    double precision = 0, recall = 0;
    for (const auto& reference : references) {
        if (reference.words.empty() || hypothesis.words.empty()) continue;
        const auto common = static_cast<double>(longestCommonSubsequence(hypothesis.words, reference.words));
        precision = std::max(precision, common / static_cast<double>(hypothesis.words.size()));
        recall = std::max(recall, common / static_cast<double>(reference.words.size()));
    }
    if (precision == 0 || recall == 0) return 0;
    return (1 + kBeta2) * precision * recall / (recall + kBeta2 * precision);
}

}  // namespace

RougeScores rougeL(const NumberedItems& items, const std::stop_token& stop) {
    RougeScores result;
    double sum = 0;
    for (std::size_t i = 0; i < items.hypotheses.size() && !stop.stop_requested(); ++i)
        sum += result.items.emplace_back(scoreOf(items.hypotheses[i], items.references[i]));
    if (!result.items.empty()) result.corpus = sum / static_cast<double>(result.items.size());
    return result;
}

}  // namespace legenda::metrics
