// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"

#include <vector>

namespace legenda::metrics {

// Recall in percent of the queries, and the median of the ranks (the mean of the two middle ones for an even count).
struct RecallFigures {
    double r1 = 0, r5 = 0, r10 = 0;
    double medianRank = 0;
};

struct RetrievalFigures {
    RecallFigures imageAnnotation;  // an image is the query, sentences are ranked
    RecallFigures imageSearch;      // a sentence is the query, images are ranked
};

RecallFigures recallFigures(std::vector<long> ranks);

// Rank = 1 + the number of items of other images that score at least as much (ties count against the model).
// scores [images, sentences]; owner[s]: the row of sentence s's image. An image's rank is that of its best own
// sentence; an image without a sentence is not a query.
std::vector<long> annotationRanks(const base::Matrix& scores, const std::vector<int>& owner);
std::vector<long> searchRanks(const base::Matrix& scores, const std::vector<int>& owner);
RetrievalFigures retrievalFigures(const base::Matrix& scores, const std::vector<int>& owner);

// Subtracts the mean and divides by the standard deviation of the finite scores, so that members of an ensemble have
// equal weight.
void standardise(base::Matrix& scores);

}  // namespace legenda::metrics
