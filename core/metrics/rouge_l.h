// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/ngrams.h"

#include <stop_token>
#include <vector>

namespace legenda::metrics {

struct RougeScores {
    double corpus = 0;  // mean over the items
    std::vector<double> items;
};

// ROUGE-L by the longest common subsequence, F = (1 + b^2) P R / (R + b^2 P), b = 1.2, where P and R are the best
// precision and the best recall over the references, each taken apart. Pure function, any thread.
RougeScores rougeL(const NumberedItems& items, const std::stop_token& stop = {});

}  // namespace legenda::metrics
