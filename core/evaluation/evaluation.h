// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/resources.h"

#include <nlohmann/json.hpp>

namespace legenda::evaluation {

struct EvaluateOptions {
    std::string task;  // retrieval | grounding | captions | regions
    std::filesystem::path project;
    std::string split = "dev";
    std::vector<std::filesystem::path> models;  // several: an ensemble (not grounding)
    std::filesystem::path alignModel;
    std::filesystem::path fullFrameModel;
    std::string truth = "entities";     // entities | snippets
    std::filesystem::path from;         // another system's predictions
    std::filesystem::path predictions;  // where ours are written
    int beam = 7;
    double beta = -1;  // grounding's MRF row, units of spread; negative: model::kDefaultBeta
    int threads = 0;
    std::string device = "cpu";
};

// Figures by section 8 of method.md in the JSON shape of interface.md. Features that are missing are made first.
base::Result<nlohmann::json> runEvaluation(const EvaluateOptions& options, const project::Resources& resources,
                                           const base::JobContext& context);

}  // namespace legenda::evaluation
