// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::evaluation {

struct ImageDifference {
    std::int64_t image = 0;
    double difference = 0;  // 0 (the same) to 1
    int compared = 0;       // captions, phrases, regions or words behind it
};

struct DifferenceOptions {
    std::string set;
    std::string other;       // another set of the same kind; empty: the project's own ground truth
    std::string split;       // "": all images
    std::size_t most = 200;  // images that are listed
};

// The images on which two sets, or a set and ground truth, differ most, the worst first; images that only one of the
// two covers are left out. Captions: 1 - ROUGE-L of the best caption against the other's captions. Phrases: the mean of
// 1 - IoU of the best boxes over the phrases that both have. Regions: the mean over the set's regions of 1 - IoU * F1
// of the words with the nearest region of the other. Alignments: the mean of 1 - IoU of the regions over the words of
// the sentences (of the phrases, against ground truth) that both have. BadInput: no such set or split, or sets of
// different kinds or of similarities, whose scores do not compare.
base::Result<std::vector<ImageDifference>> mostDifferent(const store::ProjectStore& project,
                                                         const DifferenceOptions& options,
                                                         const base::JobContext& context);

}  // namespace legenda::evaluation
