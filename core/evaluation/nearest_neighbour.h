// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"

#include <string>
#include <vector>

namespace legenda::model {
class Aligner;
}

namespace legenda::evaluation {

// The searches behind the nearest-neighbour baselines: blocked matrix products, so that memory stays bounded.
// They use the calling thread's tensor threads.

// For each query [N, D] the row of `rows` [M, D] with the smallest L2 distance after both are standardised by the mean
// and deviation of `rows`; ties: the lowest. M > 0. Cancelled when the context is stopped.
base::Result<std::vector<std::size_t>> nearestRows(const base::Matrix& queries, const base::Matrix& rows,
                                                   const base::JobContext& context);

// For each region v [N, h] the text with the highest mean and with the highest sum of v . s_t over its known words;
// every text is encoded as a sentence of its own. Texts without a known word are skipped. Ties: the first text.
struct BestTexts {
    std::vector<std::size_t> byMean, bySum;
};
base::Result<BestTexts> bestTexts(const model::Aligner& aligner, const std::vector<std::string>& texts,
                                  const base::Matrix& regions, const base::JobContext& context);

}  // namespace legenda::evaluation
