// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace legenda::base {

// A small seeded generator (SplitMix64). Every draw is a function of (seed, purpose, epoch, step), so that a resumed
// run draws what the uninterrupted one would have drawn. Not for cryptography.
class Random {
 public:
    explicit Random(std::uint64_t seed, std::string_view purpose = {}, std::uint64_t epoch = 0, std::uint64_t step = 0);

    std::uint64_t next();
    double uniform();                          // [0, 1)
    std::uint64_t below(std::uint64_t bound);  // [0, bound), bound > 0
    double normal();                           // mean 0, standard deviation 1

    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

 private:
    std::uint64_t state_;
};

}  // namespace legenda::base
