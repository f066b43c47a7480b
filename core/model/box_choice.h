// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <cstddef>
#include <span>
#include <vector>

namespace legenda::model {

// Which `count` of many boxes to keep so that as much as possible of what may be asked for has a box with IoU >= 0.5.
// Each box stands for a place where something may lie: with weight quality, shared with the boxes that nearly repeat
// it. A place counts as covered by a kept box in the degree c(IoU) = 0 below 0.5, 1 above 0.8, linear between. Greedy:
// the box that covers most of what is not covered yet comes next; ties: lowest index. `given` boxes are kept already.
// Indices in the order chosen; fewer where there are fewer boxes. O(n^2) of memory: for a few hundred.
std::vector<std::size_t> chooseCovering(std::span<const base::Box> boxes, std::span<const float> qualities,
                                        std::span<const base::Box> given, std::size_t count);

}  // namespace legenda::model
