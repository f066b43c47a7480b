// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/rouge_l.h"

#include <algorithm>

namespace legenda::metrics {

namespace {

std::size_t longestCommonSubsequence(const Tokens& a, const Tokens& b) {
    std::vector<std::size_t> above(b.size() + 1, 0), row(b.size() + 1, 0);
    for (const auto& word : a) {
        for (std::size_t j = 1; j <= b.size(); ++j)
            row[j] = word == b[j - 1] ? above[j - 1] + 1 : std::max(above[j], row[j - 1]);
        std::swap(above, row);
    }
    return above[b.size()];
}

double scoreOf(const CaptionItem& item) {
    constexpr double kBeta2 = 1.2 * 1.2;
    double precision = 0, recall = 0;
    for (const auto& reference : item.references) {
        if (reference.empty() || item.hypothesis.empty()) continue;
        const auto common = static_cast<double>(longestCommonSubsequence(item.hypothesis, reference));
        precision = std::max(precision, common / static_cast<double>(item.hypothesis.size()));
        recall = std::max(recall, common / static_cast<double>(reference.size()));
    }
    if (precision == 0 || recall == 0) return 0;
    return (1 + kBeta2) * precision * recall / (recall + kBeta2 * precision);
}

}  // namespace

RougeScores rougeL(const std::vector<CaptionItem>& items) {
    RougeScores result;
    double sum = 0;
    for (const auto& item : items) sum += result.items.emplace_back(scoreOf(item));
    if (!items.empty()) result.corpus = sum / static_cast<double>(items.size());
    return result;
}

}  // namespace legenda::metrics
