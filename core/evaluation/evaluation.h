// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/model_kind.h"
#include "core/project/resources.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::evaluation {

struct EvaluateOptions {
    std::string task;  // TaskInfo::name
    std::filesystem::path project;
    std::string split = "dev";
    std::vector<std::filesystem::path> models;  // several: an ensemble (not grounding)
    std::filesystem::path alignModel;
    std::filesystem::path fullFrameModel;
    std::string truth = "entities";     // one of TaskInfo::truths
    std::filesystem::path from;         // another system's predictions
    std::filesystem::path predictions;  // where ours are written
    int beam = 7;
    double beta = -1;  // grounding's MRF row, units of spread; negative: model::kDefaultBeta
    int threads = 0;
    std::string device = "cpu";
};

// What there is to know of an evaluation before it runs.
struct TaskInfo {
    std::string name;                             // on the command line and in JSON: "retrieval"
    std::string title, about;                     // for people: a name, and a sentence on what is measured
    project::ModelKind model;                     // which models are evaluated
    std::string predictionsForm;                  // of the files of --predictions and --from, lines for people
    std::vector<std::string> truths{"entities"};  // what can be compared with, the default first
    int order = 0;                                // lists show tasks by it
};
std::vector<TaskInfo> tasks();

// Figures by section 8 of method.md in the JSON shape of interface.md. Features that are missing are made first.
base::Result<nlohmann::json> runEvaluation(const EvaluateOptions& options, const project::Resources& resources,
                                           const base::JobContext& context);

}  // namespace legenda::evaluation
