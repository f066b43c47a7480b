// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/feature_training.h"

#include "core/model/checkpoint_info.h"
#include "core/project/models_in_use.h"

#include <fmt/format.h>

namespace legenda::runs {

namespace fs = std::filesystem;

base::Result<features::Recipe> chooseRecipe(const PlanInputs& inputs, const fs::path& alignment) {
    const auto& request = inputs.request;
    if (!request.recipe.empty()) {
        LEGENDA_TRY(store, features::FeatureStore::open(request.project / "features" / (request.recipe + ".lgf")));
        return store->recipe();
    }
    if (alignment.empty()) {
        auto recipe = features::newRecipe();
        const auto where = fmt::format("the preset {}", inputs.preset.name);
        if (auto set = base::optionsFromJson(recipe, inputs.preset.recipe, where); !set) return base::pass(set);
        return recipe;
    }
    LEGENDA_TRY(info, model::readCheckpointInfo(alignment));
    return info->recipe;
}

base::Result<fs::path> chooseAlignment(const PlanInputs& inputs) {
    return project::chooseCheckpoint(inputs.resources, inputs.request.project, project::ModelKind::Alignment,
                                     inputs.request.alignModel, inputs.context);
}

base::Result<LoadedData> loadFeatures(const TrainingInputs& inputs, const base::JobContext& context) {
    return loadTrainingData(inputs.project, inputs.plan.recipe, inputs.plan.options.at("seed").get<std::uint64_t>(),
                            inputs.threads, inputs.device, inputs.resources, context);
}

}  // namespace legenda::runs
