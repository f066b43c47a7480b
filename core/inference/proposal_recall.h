// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/resources.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace legenda::inference {

struct BoundOptions {
    std::filesystem::path project;
    std::filesystem::path model;  // alignment checkpoint, whose recipe names the regions; empty: the one in use
    std::string split = "dev";
};

// Proposal recall of a split at IoU 0.5 (oracle accuracy): the recall at k of annotated phrases, where the whole image
// or one of the first k proposals has IoU >= 0.5 with the phrase's box. No grounding on these regions can score more.
struct BoundReport {
    std::string split;
    std::int64_t images = 0;         // with features and an annotated box
    std::int64_t imagesWithout = 0;  // with an annotated box, but without features
    double mentions = 0;
    std::vector<double> held;  // recall at k in percent, by k: 0 the whole image alone
    // Of each image the mentions that region i is the first to cover; those that none covers come last.
    std::map<std::int64_t, std::vector<double>> gained;
};

// BadInput: the split has no annotated box, or none of its images has features of the recipe.
base::Result<BoundReport> runBound(const BoundOptions& options, const project::Resources& resources,
                                   const base::JobContext& context);

}  // namespace legenda::inference
