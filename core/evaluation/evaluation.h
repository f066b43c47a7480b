// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/evaluation/items.h"
#include "core/evaluation/significance.h"
#include "core/project/model_kind.h"
#include "core/project/resources.h"
#include "core/store/predictions/records.h"

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
    std::string program;  // a command of the user (live::commandOf), evaluated in place of models; not retrieval
    std::filesystem::path alignModel;
    std::filesystem::path fullFrameModel;
    std::string truth = "entities";     // one of TaskInfo::truths
    std::filesystem::path from;         // another system's predictions: the name of a set in the project, else a file
    std::filesystem::path predictions;  // where the model's predictions are written
    std::filesystem::path against;      // a checkpoint, predictions, or exec:COMMAND, to compare with
    bool lexicon = false;               // alignment models read unknown words as known ones
    bool rerank = false;                // captions: of the beam, the one that --align-model finds to fit as well
    int beam = 7;
    double beta = -1;  // grounding's MRF row, in units of the score spread; negative: model::kDefaultBeta
    int threads = 0;
    std::string device = "cpu";
};

// The properties of an evaluation, known before it runs.
struct TaskInfo {
    std::string name;             // on the command line and in JSON: "retrieval"
    std::string title, about;     // shown to the user: a name, and a sentence on what is measured
    project::ModelKind model;     // which models are evaluated
    std::string predictionsForm;  // how the files of --predictions and --from are laid out, shown to the user
    std::vector<std::string> truths{"entities"};  // the ground truths, the default first
    int order = 0;                                // sort key of lists of tasks
    std::vector<store::PredictionKind> sets{};    // prediction sets of which kinds --from takes
    // Which of EvaluateOptions a model's figures hang on; `ensemble`: it may have several models.
    struct Takes {
        bool ensemble = false, lexicon = false, beam = false, rerank = false, beta = false;
        bool alignModel = false, fullFrameModel = false;  // models of baselines
    } takes{};
};
std::vector<TaskInfo> tasks();

// The figures with the items that they are of, and what they were computed from.
struct EvaluationResult {
    nlohmann::json figures;
    std::vector<ItemList> items;
    std::vector<Sample> samples;
    std::string against{};  // the name of the other system; empty: none
};
// Computes the figures (the same as in the paper's tables) as JSON, each with its 95 % interval, and with `against` the
// differences from that system. Missing features are computed first.
base::Result<EvaluationResult> evaluate(const EvaluateOptions& options, const project::Resources& resources,
                                        const base::JobContext& context);
// Its figures alone.
base::Result<nlohmann::json> runEvaluation(const EvaluateOptions& options, const project::Resources& resources,
                                           const base::JobContext& context);

}  // namespace legenda::evaluation
