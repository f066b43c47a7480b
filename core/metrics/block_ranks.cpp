// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/block_ranks.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace legenda::metrics {

namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();

}  // namespace

BlockRanks::BlockRanks(std::size_t images, std::vector<int> owner)
    : owner_(std::move(owner)),
      own_(owner_.size(), kLowest),
      best_(images, kLowest),
      imageRanks_(images, 1),
      sentenceRanks_(owner_.size(), 1) {}

void BlockRanks::addOwn(const base::Matrix& scores, std::size_t image, std::size_t sentence) {
    for (std::size_t c = 0; c < scores.cols; ++c) {
        const auto owner = static_cast<std::size_t>(owner_[sentence + c]);
        if (owner < image || owner >= image + scores.rows) continue;
        own_[sentence + c] = scores(owner - image, c);
        best_[owner] = std::max(best_[owner], own_[sentence + c]);
    }
}

// "Not less" rather than "at least": NaN scores count against the model too.
void BlockRanks::count(const base::Matrix& scores, std::size_t image, std::size_t sentence) {
    for (std::size_t r = 0; r < scores.rows; ++r) {
        const auto row = scores.row(r);
        const float best = best_[image + r];
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (static_cast<std::size_t>(owner_[sentence + c]) == image + r) continue;
            sentenceRanks_[sentence + c] += !(row[c] < own_[sentence + c]);
            imageRanks_[image + r] += !(row[c] < best);
        }
    }
}

std::vector<long> BlockRanks::annotation() const {
    std::vector<bool> asked(imageRanks_.size(), false);
    for (const int owner : owner_) asked[static_cast<std::size_t>(owner)] = true;
    std::vector<long> ranks;
    for (std::size_t image = 0; image < asked.size(); ++image)
        if (asked[image]) ranks.push_back(imageRanks_[image]);
    return ranks;
}

}  // namespace legenda::metrics
