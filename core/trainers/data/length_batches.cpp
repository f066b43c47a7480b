// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/data/length_batches.h"

#include "core/base/random.h"

#include <algorithm>
#include <numeric>

namespace legenda::trainers {

std::vector<std::vector<std::size_t>> lengthBatches(const std::vector<std::size_t>& lengths, std::size_t batch,
                                                    std::size_t pool, std::uint64_t seed, int epoch) {
    base::Random random(seed, "batches", static_cast<std::uint64_t>(epoch));
    std::vector<std::size_t> order(lengths.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(order);
    std::vector<std::vector<std::size_t>> batches;
    for (std::size_t start = 0; start < order.size(); start += batch * pool) {
        const std::size_t end = std::min(start + batch * pool, order.size());
        const auto from = order.begin() + static_cast<std::ptrdiff_t>(start),
                   to = order.begin() + static_cast<std::ptrdiff_t>(end);
        if (pool > 1) std::stable_sort(from, to, [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
        for (std::size_t b = start; b < end; b += batch)
            batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(b),
                                 order.begin() + static_cast<std::ptrdiff_t>(std::min(b + batch, end)));
    }
    random.shuffle(batches);
    return batches;
}

}  // namespace legenda::trainers
