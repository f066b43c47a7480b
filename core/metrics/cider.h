// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/ngrams.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace legenda::metrics {

struct CiderScores {
    double corpus = 0;  // mean over the items
    std::vector<double> items;
};

// CIDEr-D, times 10 (papers print it times 100): the mean over n = 1..4 and over the references of
//     e^(-(l_h - l_r)^2 / 2 s^2) (min(g_h, g_r) . g_r) / (|g_h| |g_r|),   s = 6,
// where g are n-gram counts times log(N / number of items whose references hold the n-gram). Document frequencies come
// from the references of these very items, so figures of different sets cannot be compared. Pure function, any thread.
CiderScores ciderD(const std::vector<CaptionItem>& items);
CiderScores ciderD(const NumberedItems& items);

// The same for single captions against fixed references: the reward of a training. Document frequencies come
// from all of these references. Not thread-safe.
class CiderTable {
 public:
    explicit CiderTable(const std::vector<std::vector<Tokens>>& references);  // of each item
    CiderTable(CiderTable&&) noexcept;
    ~CiderTable();
    double score(std::size_t item, const Tokens& hypothesis);  // 0 for an item without references

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::metrics
