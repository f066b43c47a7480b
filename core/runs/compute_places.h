// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::runs {

// Where a training can be computed on this machine.
struct ComputePlaces {
    struct Card {
        std::string device;  // "cuda:0"
        std::string name;
        std::int64_t bytes = 0;
        std::int64_t free = -1;  // negative: unknown
        std::string problem;     // why it cannot be used; empty: it can
    };
    int cores = 1;
    std::vector<Card> cards;
};

// Seconds where there is a card.
ComputePlaces computePlaces();

}  // namespace legenda::runs
