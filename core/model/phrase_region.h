// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"

#include <utility>
#include <vector>

namespace legenda::model {

// Which region a phrase refers to, by the scores of its words. Pure functions.

// The known ones of the tokens of words [start, end) of a sentence split at spaces. spans: text::tokenSpansOfWords() of
// the sentence; known: one per token.
std::vector<int> knownTokens(const std::vector<std::pair<int, int>>& spans, int start, int end,
                             const std::vector<bool>& known);

// argmax over the regions of the sum of scores [words, regions] over the given words; ties: the lowest index; no word:
// 0, the whole image.
int bestRegion(const base::Matrix& scores, const std::vector<int>& words);

// The region that the chain (one region per word) assigns to most of the given words; ties: the lowest index; no word:
// 0.
int majorityRegion(const std::vector<int>& chain, const std::vector<int>& words);

}  // namespace legenda::model
