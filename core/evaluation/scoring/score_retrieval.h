// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/evaluation.h"

#include <filesystem>

namespace legenda::evaluation {

struct ScoreRetrievalOptions {
    std::filesystem::path scores;     // .npy [images, sentences], higher is better
    std::filesystem::path images;     // an id a line, of each row
    std::filesystem::path sentences;  // "id<TAB>image id" a line, of each column
    std::filesystem::path against;    // another system's matrix, to compare with; empty: none
};

// The figures of section 8 of any system's scores, in the numbers' own precision: {"images","sentences",
// "image_annotation":{"r1","r5","r10","median_rank","ci95"},"image_search":{…}}; with `against` the differences from
// that system. The matrix is read by blocks and never held. An image without a sentence is ranked, but is no query.
// BadInput, naming the file and the place: ids that are unknown or occur twice, another shape, a score that is no
// number. Any thread.
base::Result<EvaluationResult> scoreRetrieval(const ScoreRetrievalOptions& options,
                                              const base::JobContext& context = {});

}  // namespace legenda::evaluation
