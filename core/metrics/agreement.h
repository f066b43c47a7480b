// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <cstddef>
#include <optional>
#include <vector>

// How far two annotators agree. Pure functions, any thread.
namespace legenda::metrics {

struct BoxMatch {
    std::size_t a = 0, b = 0;  // indices into the two lists
    double iou = 0;
};

inline constexpr double kAgreementIou = 0.5;

// Pairs boxes one to one: as many pairs of at least this IoU as there can be and, of all such pairings, the one with
// the largest sum of IoU (Kuhn and Munkres). In order of `a`. O(n^3) for n boxes.
std::vector<BoxMatch> matchBoxes(const std::vector<base::Box>& a, const std::vector<base::Box>& b,
                                 double leastIou = kAgreementIou);

// 2 matched / (a + b); 0 where there are no boxes.
double boxF1(long a, long b, long matched);

// Cohen's kappa (1960) of two annotators' categories of the same items: (observed - expected) / (1 - expected), where
// `expected` is the agreement by chance of their shares of each category.
struct Kappa {
    long items = 0;
    double observed = 0, expected = 0;
    std::optional<double> value;  // none: no items, or both put every item in the one same category
};
// counts[i][j]: items that the one put in category i and the other in j; square.
Kappa cohensKappa(const std::vector<std::vector<long>>& counts);

}  // namespace legenda::metrics
