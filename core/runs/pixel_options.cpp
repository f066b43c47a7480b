// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/pixel_options.h"

#include "core/runs/feature_training.h"

#include <string_view>

namespace legenda::runs {

namespace {

void makeAbsolute(nlohmann::json& options) {
    for (const char* key : {"backbone", "alignment", "pixels"}) {
        if (!options.contains(key) || !options[key].is_string()) continue;
        const auto named = options[key].get<std::string>();
        const bool file = key != std::string_view("backbone") || named.ends_with(".safetensors");
        if (file && !named.empty()) options[key] = std::filesystem::absolute(named).lexically_normal().string();
    }
}

}  // namespace

base::Status completeOverPixels(RunPlan& plan, const PlanInputs& inputs) {
    makeAbsolute(plan.options);
    LEGENDA_TRY(recipe, chooseRecipe(inputs, {}));
    plan.recipe = std::move(*recipe);
    return {};
}

}  // namespace legenda::runs
