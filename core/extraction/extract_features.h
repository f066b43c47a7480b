// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/extraction/given_boxes.h"
#include "core/features/recipe.h"
#include "core/project/resources.h"

namespace legenda::extraction {

// Error.key of a request that needs features that have not been computed.
inline constexpr const char* kFeaturesMissing = "features.missing";
tl::unexpected<base::Error> noFeatures(const std::filesystem::path& project, std::string context = {});

struct FeatureOptions {
    std::filesystem::path project;
    features::Recipe recipe;
    std::filesystem::path
        proposalsFile;  // JSON lines, when recipe.proposals is "file" and an image has no features yet
    std::string split;  // "": all
    int threads = 0;    // 0: all cores
    std::string device = "cpu";
    bool waitForWriter = true;  // while another program appends to the feature file; false: Io with features::kFileBusy
};

struct SkippedImage {
    std::string image;
    std::string why;
};

struct FeatureReport {
    std::int64_t images = 0, regions = 0;  // in the file, of the split, after the job
    std::int64_t computed = 0;             // by this call
    std::int64_t changed = 0;              // of those: again, because the image file had changed
    std::int64_t takenOver = 0;            // from the file of the same recipe without longestSide: the pictures fit
    std::int64_t damaged = 0;              // damaged places of the feature file whose records were computed again
    std::string recipe;                    // hash
    // Of the file: the recipe with its hashes filled; without its longestSide where a project that cannot be written
    // has all of its images there.
    features::Recipe holds;
    std::filesystem::path file;
    double seconds = 0;
    std::vector<SkippedImage> skipped;
    std::vector<FileProblem> problems;  // entries of the proposals file that could not be used
};

// The recipe of the alignment checkpoint in use (see models_in_use.h), features::newRecipe() where there is none.
base::Result<features::Recipe> recipeInUse(const project::Resources& resources, const std::filesystem::path& project,
                                           const base::JobContext& context = {});

// Computes the missing features of a recipe. Nothing is written where none is missing, so that a read-only project can
// be used. Images that have features are not computed again unless their file has changed since. An unreadable image is
// skipped and reported.
base::Result<FeatureReport> runFeatures(const FeatureOptions& options, const project::Resources& resources,
                                        const base::JobContext& context);

}  // namespace legenda::extraction
