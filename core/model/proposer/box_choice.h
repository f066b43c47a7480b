// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <cstddef>
#include <span>
#include <vector>

namespace legenda::model {

// Which `count` of many boxes to keep so that as much as possible of what may be asked for has a box with IoU >= 0.5.
// weights: of each box how much of what is asked for lies there. A box holds a place in the degree c(IoU) = 0 below
// 0.45, 1 above 0.6, linear between. Greedy: the box that holds most of what no box holds yet comes next, which gets at
// least 1 - 1/e of the best there is (Nemhauser et al. 1978); ties: lowest index. `given` boxes are kept already.
struct ChosenBox {
    std::size_t index = 0;
    double held = 0;  // sum of the weights that it holds, whether others hold them or not
};
// In the order chosen; fewer where there are fewer boxes. O(n^2) of memory: for some hundreds.
std::vector<ChosenBox> chooseCovering(std::span<const base::Box> boxes, std::span<const float> weights,
                                      std::span<const base::Box> given, std::size_t count);

}  // namespace legenda::model
