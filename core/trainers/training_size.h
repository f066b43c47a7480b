// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trainers/backbone_trainer.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/dual_trainer.h"
#include "core/trainers/proposer_trainer.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace legenda::trainers {

// What a training amounts to, known before anything is made or loaded for it. 0: known once it has begun.
struct TrainingSize {
    std::int64_t stepsPerEpoch = 0;
    std::int64_t parameters = 0;
    std::int64_t state = 0;     // numbers that a resumable checkpoint holds beside the parameters
    std::int64_t scratch = 0;   // bytes of the scratch file
    std::int64_t computed = 0;  // views of pictures whose maps do not fit it and are computed in every epoch
};

// The training split as its size depends on it; images that are held out for the evaluation are left out.
struct SizeInputs {
    std::vector<std::vector<std::vector<std::string>>> sentences;  // tokens, of each image that has sentences
    std::size_t boxed = 0, boxedDev = 0;                           // images with a box, of train and of dev
    std::int64_t dimension = 0;                                    // of the regions' vectors; 0: unknown
};

// The same numbers as those of the trainer that is made of these options. The steps of a RegionTrainer depend on what
// its alignment finds; a backbone that is a file of another family has unknown sizes.
TrainingSize sizeOf(const BrnnOptions& options, const SizeInputs& inputs);
TrainingSize sizeOf(const DualOptions& options, const SizeInputs& inputs);
TrainingSize sizeOf(const CaptionOptions& options, const SizeInputs& inputs);
TrainingSize sizeOf(const RegionOptions& options, const SizeInputs& inputs);
TrainingSize sizeOf(const ProposerOptions& options, const SizeInputs& inputs);
TrainingSize sizeOf(const BackboneOptions& options, const SizeInputs& inputs);

}  // namespace legenda::trainers
