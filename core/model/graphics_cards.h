// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::model {

struct GraphicsCard {
    std::string device;  // "cuda:0"
    std::string name;
    std::int64_t bytes = 0;  // of memory
    std::int64_t free = -1;  // at the moment; negative: the driver does not tell
};

// NVIDIA's cards, asked of their driver and its management library, which are loaded at run time; the cards' memory is
// not touched. Empty without a driver. Any thread; the first call takes up to a second.
std::vector<GraphicsCard> graphicsCards();

}  // namespace legenda::model
