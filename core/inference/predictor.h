// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/base/picture.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/inference/kept_vectors.h"
#include "core/inference/reasons/reasons.h"
#include "core/inference/training_pictures.h"
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

// Error.key of a failure of one image, or of a box on it: other images can still be answered.
inline constexpr const char* kImageFault = "image.fault";

struct CaptionResult {
    std::string image;
    std::optional<base::Box> box;  // none: the whole image
    std::vector<model::Caption> captions;
    std::optional<TrainingDistance> training = {};  // of a whole image, where it is known
};

// The loaded models of one thread and their intermediate results for the current image. Models are loaded at first use.
// Not thread-safe.
class Predictor {
 public:
    struct Models {
        std::filesystem::path alignment, caption, region;  // empty: those in use in the project
        // Proposals for alignments, in place of the recipe's; empty: the recipe's.
        std::string proposals = {};
        // A command of the user (live::commandOf) whose program answers in place of all three; empty: none does.
        // Alignments are then on the regions of the alignment model. Never taken from a project or a checkpoint.
        std::string program = {};
        bool operator==(const Models&) const = default;
    };
    Predictor(project::Resources resources, std::filesystem::path project /* may be empty */, Models models,
              std::string device = "cpu", int networkThreads = 0 /* of the backbone's pass; 0: the calling thread's */);
    ~Predictor();

    // Sets other models. Those that stay the same are not loaded again, unless their files have changed.
    void use(Models models);
    // To be called when the features of the project may have been computed again: feature files are reopened, and
    // intermediate results for the current image are discarded.
    void forgetFeatures();

    // The alignment model, and the project's open feature file by its recipe (nullptr: there is none); loaded and
    // opened at first use, valid until the next call that is not const.
    base::Result<const model::Aligner*> aligner(const base::JobContext& context);
    const features::FeatureStore* featuresOf(const features::Recipe& recipe);
    // The cached embeddings of that file by the alignment model, for searches; discarded once either has changed.
    KeptVectors& keptOf(const features::Recipe& recipe);

    // imageUuid: may be empty (a file outside a project): features are computed, else taken from the project's file
    // where they are. classes: words that the model does not know are aligned by an image classifier where it sees
    // them (class_sight.h); it looks at the image where the sentence has such a word.
    base::Result<model::Alignment> align(const std::filesystem::path& file, const std::string& imageUuid,
                                         const std::string& sentence, double beta, const base::JobContext& context,
                                         bool classes = false);
    // boxes empty: the whole image. allRegions: the recipe's own regions.
    base::Result<std::vector<CaptionResult>> caption(const std::filesystem::path& file, const std::string& imageUuid,
                                                     const std::vector<base::Box>& boxes, bool allRegions,
                                                     const model::DecodeOptions& options,
                                                     const base::JobContext& context);

    struct ImageFile {
        std::filesystem::path file;
        std::string uuid;  // as imageUuid above
    };
    // Whole images, decoded as one batch. gathered: called with the number of images read so far. passOver: decides
    // whether to continue without an image that cannot be read; its result then has no captions.
    base::Result<std::vector<CaptionResult>> captionWhole(
        std::span<const ImageFile> images, const model::DecodeOptions& options, const base::JobContext& context,
        const std::function<void(std::size_t)>& gathered = {},
        const std::function<bool(std::size_t, const base::Error&)>& passOver = {});

    // What changes where a box is covered, and how probable a text is for the whole image or a box, and why
    // (reasons/reasons.h). Unsupported of a program.
    base::Result<CoverAnswer> cover(const std::filesystem::path& file, const std::string& imageUuid,
                                    const CoverRequest& request, const base::JobContext& context);
    base::Result<ReasonedText> score(const std::filesystem::path& file, const std::string& imageUuid,
                                     const std::optional<base::Box>& box, const std::string& text, int runnersUp,
                                     const base::JobContext& context);

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::inference
