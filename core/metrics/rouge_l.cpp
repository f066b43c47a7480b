// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/rouge_l.h"

#include <algorithm>

namespace legenda::metrics {

namespace {

using Words = std::vector<std::uint32_t>;

std::size_t longestCommonSubsequence(const Words& a, const Words& b) {
    std::vector<std::size_t> above(b.size() + 1, 0), row(b.size() + 1, 0);
    for (const auto word : a) {
        for (std::size_t j = 1; j <= b.size(); ++j)
            row[j] = word == b[j - 1] ? above[j - 1] + 1 : std::max(above[j], row[j - 1]);
        std::swap(above, row);
    }
    return above[b.size()];
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

RougeScores rougeL(const NumberedItems& items) {
    RougeScores result;
    double sum = 0;
    for (std::size_t i = 0; i < items.hypotheses.size(); ++i)
        sum += result.items.emplace_back(scoreOf(items.hypotheses[i], items.references[i]));
    if (!result.items.empty()) result.corpus = sum / static_cast<double>(result.items.size());
    return result;
}

RougeScores rougeL(const std::vector<CaptionItem>& items) {
    return rougeL(numbered(items));
}

}  // namespace legenda::metrics
