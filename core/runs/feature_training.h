// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/dev_samples.h"
#include "core/runs/training_data.h"
#include "core/runs/training_task.h"

#include <filesystem>

namespace legenda::runs {

// The common part of trainings on the feature vectors of the project's images.

// The recipe of a plan: of the feature file that the request names, else of the alignment checkpoint (so that all
// models of a project read the same vectors), else, where `alignment` is empty, the preset's.
base::Result<features::Recipe> chooseRecipe(const PlanInputs& inputs, const std::filesystem::path& alignment);
// The alignment checkpoint that the request names, else the one in use.
base::Result<std::filesystem::path> chooseAlignment(const PlanInputs& inputs);

base::Result<LoadedData> loadFeatures(const TrainingInputs& inputs, const base::JobContext& context);

class FeatureTraining : public LoadedTraining {
 public:
    explicit FeatureTraining(LoadedData loaded)
        : loaded_(std::move(loaded)), sampled_(sampledImages(loaded_.data.dev)) {}
    const std::vector<std::string>& notes() const override { return loaded_.notes; }
    const features::Recipe* recipe() const override { return &loaded_.data.recipe; }
    bool sampled() const override { return !sampled_.empty(); }
    std::optional<std::int64_t> comparedImages() const override { return std::ssize(loaded_.data.dev); }

 protected:
    LoadedData loaded_;
    std::vector<const trainers::TrainingImage*> sampled_;  // of the dev split
};

}  // namespace legenda::runs
