// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/captioner.h"
#include "core/runs/run_samples.h"
#include "core/trainers/training_data.h"

#include <cstddef>
#include <vector>

namespace legenda::runs {

// At most 12 of the dev images, drawn by their UUIDs alone: every run on the same dev split has the same ones.
std::vector<const trainers::TrainingImage*> sampledImages(const std::vector<trainers::TrainingImage>& dev);

// One more item of a source: a region of an image, with all that this captioner reads of it.
void addRegion(model::CaptionSource& source, const model::Captioner& captioner, const features::ImageFeatures& image,
               std::size_t region);

// The greedy captions of one region of each image; of an image that has fewer regions its last one.
base::Result<std::vector<RunSample>> captionSamples(const model::TensorFile& model,
                                                    const std::vector<const trainers::TrainingImage*>& images,
                                                    std::size_t region);
// The alignment of each image with its first sentence, decoded with the default coupling.
base::Result<std::vector<RunSample>> alignmentSamples(const model::TensorFile& model,
                                                      const std::vector<const trainers::TrainingImage*>& images);

}  // namespace legenda::runs
