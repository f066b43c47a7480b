// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/ngrams.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace legenda::metrics {

// What BLEU counts: words and n-grams said [0..3], those of them that a reference holds [4..7], words said [8], and
// words of the closest references [9]. The counts of a corpus are the sums over its items.
inline constexpr std::size_t kBleuCounts = 10;
using BleuCounts = std::array<double, kBleuCounts>;

// BLEU-1..4 as fractions. An item's own figure is smoothed by tiny constants, as the public coco-caption code does it.
struct BleuScores {
    std::array<double, 4> corpus{};
    std::vector<std::array<double, 4>> items;
    std::vector<BleuCounts> counts;  // of each item
    double lengthRatio = 0;          // words of all hypotheses / words of their closest references
};

// BLEU-n = min(1, e^(1 - r/c)) (p_1 ... p_n)^(1/n): p are clipped n-gram precisions over the whole corpus, c the number
// of hypothesis words, r the sum of the reference lengths closest to each hypothesis (ties: the shorter). Pure
// function, any thread.
BleuScores bleu(const NumberedItems& items);
// The figures that follow from summed counts.
std::array<double, 4> bleuOf(std::span<const double, kBleuCounts> counts);
double lengthRatioOf(std::span<const double, kBleuCounts> counts);  // 0 without words of references

}  // namespace legenda::metrics
