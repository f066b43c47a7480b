// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <cstddef>
#include <span>
#include <vector>

namespace legenda::model {

// Chooses the `count` boxes whose expected recall at IoU 0.5 is the greatest.
// weights: of each box the fraction of mentions expected there. A box covers another in the degree c(IoU) = 0 below
// 0.45, 1 above 0.6, linear between. Greedy: the box that covers most of what is not covered yet comes next, which
// reaches at least 1 - 1/e of the optimum (Nemhauser et al. 1978); ties: lowest index. `given` boxes are kept already.
struct ChosenBox {
    std::size_t index = 0;
    double held = 0;  // sum of the weights that it covers, whether others cover them or not
};
// In the order chosen; fewer where there are fewer boxes. O(n^2) of memory: for some hundreds.
std::vector<ChosenBox> chooseCovering(std::span<const base::Box> boxes, std::span<const float> weights,
                                      std::span<const base::Box> given, std::size_t count);

}  // namespace legenda::model
