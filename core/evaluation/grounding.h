// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"

#include <string>
#include <utility>
#include <vector>

namespace legenda::evaluation {

// The parts of the grounding evaluation that decide a figure. Pure functions.

// argmax over the regions of the sum of scores [words, regions] over the words named; ties: the lowest index; no word:
// 0, the whole frame.
int bestRegion(const base::Matrix& scores, const std::vector<int>& words);

// The region that most of the words named have in the chain (a region a word); ties: the lowest index; no word: 0.
int majorityRegion(const std::vector<int>& chain, const std::vector<int>& words);

}  // namespace legenda::evaluation
