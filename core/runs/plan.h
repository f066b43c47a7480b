// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/runs/training_data.h"
#include "core/runs/training_job.h"
#include "core/trainers/trainer.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace legenda::runs {

// Everything that decides a run, as it is written into runs/ID/run.json: a resumed run reads it there.
struct RunPlan {
    std::string kind;
    std::string preset;
    std::string architecture;  // of the preset; empty where the kind has but one
    nlohmann::json options;    // of the kind, complete
    features::Recipe recipe;
    std::filesystem::path alignment;  // checkpoint whose segments are learned; empty unless kind is "region"
};

// defaults < preset < options file < --set. Usage for an unknown kind, preset, key or value.
base::Result<RunPlan> planRun(const TrainRequest& request, const project::Resources& resources,
                              const base::JobContext& context);
base::Status writePlan(const RunPlan& plan, const std::filesystem::path& folder);
base::Result<RunPlan> readPlan(const std::filesystem::path& folder);

// CIDEr-D of captions against their references, both raw: how captions are judged while a model is trained.
double ciderOf(const std::vector<std::string>& captions, const std::vector<std::vector<std::string>>& references);

// The trainer of the plan over the loaded data, which must outlive it.
base::Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const RunPlan& plan, const LoadedData& loaded,
                                                             const std::string& device,
                                                             const base::JobContext& context);

}  // namespace legenda::runs
