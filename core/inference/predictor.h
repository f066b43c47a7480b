// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/base/picture.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/inference/kept_vectors.h"
#include "core/model/aligner.h"
#include "core/model/captioner.h"
#include "core/project/resources.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace legenda::inference {

// Error.key of what is wrong with one image, or with a box on it: the other images can be answered all the same.
inline constexpr const char* kImageFault = "image.fault";

struct CaptionResult {
    std::string image;
    std::optional<base::Box> box;  // none: the whole image
    std::vector<model::Caption> captions;
};

// The loaded models of one thread and what they know of the current image. Models are loaded at first use. Not
// thread-safe.
class Predictor {
 public:
    struct Models {
        std::filesystem::path alignment, caption, region;  // empty: those in use in the project
        // Where the boxes of alignments come from instead of what the recipe says; empty: as that says.
        std::string proposals = {};
        bool operator==(const Models&) const = default;
    };
    Predictor(project::Resources resources, std::filesystem::path project /* may be empty */, Models models,
              std::string device = "cpu", int networkThreads = 0 /* of the backbone's pass; 0: the calling thread's */);
    ~Predictor();

    // Other models from now on. Those that stay the same are not loaded again, unless their files have changed.
    void use(Models models);
    // The vectors of the project's images may have been made anew: feature files are opened again, and what is known of
    // the current image is forgotten.
    void forgetFeatures();

    // The alignment model, and the project's open feature file by its recipe (nullptr: there is none); loaded and
    // opened at first use, valid until the next call that is not const.
    base::Result<const model::Aligner*> aligner(const base::JobContext& context);
    const features::FeatureStore* featuresOf(const features::Recipe& recipe);
    // What the alignment model has made of that file, for searches: nothing once either has changed.
    KeptVectors& keptOf(const features::Recipe& recipe);

    // imageUuid: may be empty (a file outside a project): features are computed, else taken from the project's file
    // where they are.
    base::Result<model::Alignment> align(const std::filesystem::path& file, const std::string& imageUuid,
                                         const std::string& sentence, double beta, const base::JobContext& context);
    // boxes empty: the whole image. allRegions: the recipe's own regions.
    base::Result<std::vector<CaptionResult>> caption(const std::filesystem::path& file, const std::string& imageUuid,
                                                     const std::vector<base::Box>& boxes, bool allRegions,
                                                     const model::DecodeOptions& options,
                                                     const base::JobContext& context);

    struct ImageFile {
        std::filesystem::path file;
        std::string uuid;  // as imageUuid above
    };
    // Whole images, decoded together. gathered: called with how many have been read, before each is described.
    // passOver: asked about an image that cannot be read whether to go on without it; its result then has no captions.
    base::Result<std::vector<CaptionResult>> captionWhole(
        std::span<const ImageFile> images, const model::DecodeOptions& options, const base::JobContext& context,
        const std::function<void(std::size_t)>& gathered = {},
        const std::function<bool(std::size_t, const base::Error&)>& passOver = {});

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::inference
