// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"

#include <span>
#include <vector>

namespace legenda::model {

// Ranks of retrieval (method, section 8): 1 + the number of foreign items that score at least as much, so that ties
// count against the model. scores [images, sentences]; imageOf[sentence] is the row of the image it was written for.
// Pure functions.

// Image annotation: a rank for each image that has a sentence, that of its best own sentence among all sentences.
std::vector<int> annotationRanks(const base::Matrix& scores, std::span<const int> imageOf);
// Image search: a rank for each sentence, that of its own image among all images.
std::vector<int> searchRanks(const base::Matrix& scores, std::span<const int> imageOf);

struct RankFigures {
    double r1 = 0, r5 = 0, r10 = 0;  // percent of the queries
    double medianRank = 0;           // mean of the two middle ranks for an even count
};
RankFigures rankFigures(std::vector<int> ranks);

}  // namespace legenda::model
