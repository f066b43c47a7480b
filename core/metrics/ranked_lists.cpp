// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ranked_lists.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace legenda::metrics {

namespace {

// The score by which an entry is ranked.
double rankedScore(const RankedLists::Entry& entry) {
    constexpr double highest = std::numeric_limits<double>::infinity();
    return !std::isnan(entry.score) ? entry.score : entry.own ? -highest : highest;
}

bool ranksBefore(const RankedLists::Entry& a, const RankedLists::Entry& b) {
    const double x = rankedScore(a), y = rankedScore(b);
    if (x != y) return x > y;
    return a.own != b.own ? b.own : a.place < b.place;
}

}  // namespace

RankedLists::Lists::Lists(std::size_t queries, std::size_t most)
    : most_(std::max<std::size_t>(most, 1)),
      entries_(queries * most_),
      counts_(queries, 0),
      least_(queries, -std::numeric_limits<double>::infinity()) {}

void RankedLists::Lists::insert(std::size_t query, const Entry& entry) {
    const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(query * most_);
    auto& count = counts_[query];
    const auto at = std::lower_bound(first, first + static_cast<std::ptrdiff_t>(count), entry, ranksBefore);
    if (at == first + static_cast<std::ptrdiff_t>(most_)) return;
    count = std::min(count + 1, most_);
    const auto last = first + static_cast<std::ptrdiff_t>(count) - 1;
    std::move_backward(at, last, last + 1);
    *at = entry;
    if (count == most_) least_[query] = rankedScore(*last);
}

RankedLists::RankedLists(std::size_t images, std::vector<int> owner, std::size_t most)
    : owner_(std::move(owner)), sentences_(images, most), images_(owner_.size(), most) {}

template <class Number>
void RankedLists::takeRow(std::span<const Number> scores, std::size_t image, std::size_t sentence) {
    for (std::size_t c = 0; c < scores.size(); ++c) {
        const std::size_t s = sentence + c;
        const bool own = owner_[s] == static_cast<int>(image);
        const auto score = static_cast<double>(scores[c]);
        sentences_.take(image, {score, static_cast<std::uint32_t>(s), own});
        images_.take(s, {score, static_cast<std::uint32_t>(image), own});
    }
}

void RankedLists::take(const base::Matrix& scores, std::size_t image, std::size_t sentence) {
    for (std::size_t r = 0; r < scores.rows; ++r) takeRow(scores.row(r), image + r, sentence);
}

void RankedLists::take(std::span<const double> scores, std::size_t image) {
    takeRow(scores, image, 0);
}

}  // namespace legenda::metrics
