// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/project/resources.h"
#include "core/runs/training_event.h"

#include <functional>
#include <map>

namespace legenda::runs {

struct TrainRequest {
    std::filesystem::path project;
    std::string kind;    // command of a project::ModelKindInfo
    std::string preset;  // resources/presets/KIND-PRESET.json; empty: "paper" or, where there is none, "default"
    std::filesystem::path optionsFile;
    std::map<std::string, std::string> set;  // --set key=value
    std::string resume;                      // run id
    std::filesystem::path out;               // copy of the best checkpoint
    std::filesystem::path alignModel;  // region: whose segments are learned; empty: the project's or the shipped one
    int threads = 0;
    std::string recipe;  // hash of a feature file of the project; empty: of the alignment checkpoint, or the default
    std::string device = "cpu";  // "auto", "cpu", "cuda", "cuda:N"
    bool half = false;           // `out` in float16
    bool use = false;            // the run's best becomes the model in use, at its end
    TrainingEventFn told;        // on the job's thread; first of all once the project lists the run
};

struct TrainReport {
    std::string run;
    std::string state;  // finished, stopped
    std::string bestMetric;
    double bestValue = 0;
    int bestEpoch = 0;
    std::filesystem::path checkpoint;
    std::vector<std::string> remarks;  // what was done differently from the rule, for people ("no dev split: …")
};

// Trains, writing the run (row, curve.bin, resumable checkpoints) into the project. Features that are missing are made
// first. Progress metrics: "step", "epoch", "loss", and after each evaluation "dev.<metric>". A stop writes a resumable
// state, marks the run stopped and returns Cancelled with the run id in the message.
base::Result<TrainReport> runTraining(const TrainRequest& request, const project::Resources& resources,
                                      const base::JobContext& context);

struct PresetInfo {
    std::string kind, name, title, description;
    std::string architecture;  // which network and training, where the kind has several
    nlohmann::json options, recipe;
};
std::vector<PresetInfo> presets(const project::Resources& resources);
// The form of a kind's options with the preset's values.
std::vector<base::OptionField> trainingOptions(const std::string& kind, const PresetInfo& preset);

struct CurvePoint {
    std::int64_t step = 0;
    float epoch = 0;
    float loss = 0;
};
base::Result<std::vector<CurvePoint>> readCurve(const std::filesystem::path& project, const std::string& run,
                                                std::size_t mostPoints = 4000);

}  // namespace legenda::runs
