// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace legenda::model {

// [boxes, rows * columns]: each row the weight of every cell of a map in its box, summing to 1: the area-weighted mean
// over the box as one product with the map [rows * columns, D]. The boxes lie inside the frame and have an area.
at::Tensor poolingWeights(const std::vector<base::Box>& boxes, const base::Box& frame, std::int64_t rows,
                          std::int64_t columns);

// [rows * columns, 1]: the share of every cell of a map that lies in the box.
at::Tensor coveredShares(const base::Box& box, const base::Box& frame, std::int64_t rows, std::int64_t columns);

}  // namespace legenda::model
