// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/block_ranks.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace legenda::metrics {

namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();

std::vector<std::size_t> numbersFrom(std::size_t first, std::size_t count) {
    std::vector<std::size_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

}  // namespace

BlockRanks::BlockRanks(std::size_t images, std::vector<int> owner)
    : owner_(std::move(owner)),
      own_(owner_.size(), kLowest),
      best_(images, kLowest),
      imageRanks_(images, 1),
      sentenceRanks_(owner_.size(), 1) {}

void BlockRanks::addOwn(std::span<const float> scores, std::size_t image, std::span<const std::size_t> sentences) {
    const std::size_t columns = sentences.size();
    for (std::size_t c = 0; c < columns; ++c) {
        const auto owner = static_cast<std::size_t>(owner_[sentences[c]]);
        if (owner < image || (owner - image + 1) * columns > scores.size()) continue;
        const float own = own_[sentences[c]] = scores[(owner - image) * columns + c];
        best_[owner] = std::max(best_[owner], own);
    }
}

// "Not less" rather than "at least": NaN scores count against the model too.
void BlockRanks::count(std::span<const float> scores, std::size_t image, std::span<const std::size_t> sentences) {
    const std::size_t columns = sentences.size();
    if (columns == 0) return;
    std::vector<std::size_t> owner(columns);
    std::vector<float> own(columns);
    std::vector<long> ranks(columns, 0);
    for (std::size_t c = 0; c < columns; ++c) {
        owner[c] = static_cast<std::size_t>(owner_[sentences[c]]);
        own[c] = own_[sentences[c]];
    }
    for (std::size_t k = image; k < image + scores.size() / columns; ++k) {
        const float* const row = scores.data() + (k - image) * columns;
        const float best = best_[k];
        long others = 0;
        for (std::size_t c = 0; c < columns; ++c) {
            if (owner[c] == k) continue;
            ranks[c] += !(row[c] < own[c]);
            others += !(row[c] < best);
        }
        imageRanks_[k] += others;
    }
    for (std::size_t c = 0; c < columns; ++c) sentenceRanks_[sentences[c]] += ranks[c];
}

void BlockRanks::addOwn(const base::Matrix& scores, std::size_t image, std::size_t sentence) {
    addOwn(scores.data, image, numbersFrom(sentence, scores.cols));
}

void BlockRanks::count(const base::Matrix& scores, std::size_t image, std::size_t sentence) {
    count(scores.data, image, numbersFrom(sentence, scores.cols));
}

// It ties with itself at every image, and with an image that has no better one.
void BlockRanks::countLowest(std::size_t sentence) {
    sentenceRanks_[sentence] = static_cast<long>(imageRanks_.size());
    for (std::size_t k = 0; k < imageRanks_.size(); ++k)
        if (static_cast<int>(k) != owner_[sentence] && best_[k] == kLowest) ++imageRanks_[k];
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
