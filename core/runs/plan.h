// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/features/recipe.h"
#include "core/project/resources.h"
#include "core/runs/request.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace legenda::runs {

// All inputs of a run, as stored in runs/ID/run.json, where a resumed run reads them.
struct RunPlan {
    std::string kind;
    std::string preset;
    std::string architecture;  // of the preset; empty where the kind has only one
    nlohmann::json options;    // of the kind, complete
    features::Recipe recipe;
    std::filesystem::path
        alignment;  // checkpoint whose segments are the training snippets; empty where none are needed
};

// defaults < preset < options of the run that it is like < options file < --set, completed by the kind's task. Usage
// for an unknown kind, preset, key or value.
base::Result<RunPlan> planRun(const TrainRequest& request, const project::Resources& resources,
                              const base::JobContext& context);
base::Status writePlan(const RunPlan& plan, const std::filesystem::path& folder);
base::Result<RunPlan> readPlan(const std::filesystem::path& folder);

}  // namespace legenda::runs
