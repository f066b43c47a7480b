// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace legenda::trainers {

// The batches of one epoch: all items in a random order, sorted by length inside pools of `pool` batches, so that a
// batch holds like lengths while batches stay random. Every item occurs once; all batches but the last have `batch`
// items, and their number is the same in every epoch. A function of (seed, epoch). pool 1: no sorting.
std::vector<std::vector<std::size_t>> lengthBatches(const std::vector<std::size_t>& lengths, std::size_t batch,
                                                    std::size_t pool, std::uint64_t seed, int epoch);

}  // namespace legenda::trainers
