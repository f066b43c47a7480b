// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/picture.h"

#include <vector>

namespace legenda::image {

// Fast selective search of OpenCV, best first by its own order, in full-size coordinates. Deterministic: the same
// picture gives the same boxes, whatever ran before. workSide: the longest side it works on.
std::vector<base::Box> selectiveSearch(const base::Picture& picture, int workSide = 256);

// Overlapping boxes of several scales on a regular grid, at least `count` of them, largest first.
std::vector<base::Box> grid(int fullWidth, int fullHeight, int count);

// Greedy non-maximum suppression: indices kept, best score first, at most `most`. Ties: lowest index first.
std::vector<int> suppress(const std::vector<base::Box>& boxes, const std::vector<float>& scores, double threshold, int most);

}  // namespace legenda::image
