// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/training_event.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::runs {

struct TrainRequest {
    std::filesystem::path project;
    std::string kind;    // command of a project::ModelKindInfo
    std::string preset;  // resources/presets/KIND-PRESET.json; empty: "paper" or, where there is none, "default"
    std::filesystem::path optionsFile;
    std::map<std::string, std::string> set;  // --set key=value; of a resumed run: epochs and patience
    std::string like;                        // run id: preset, options and data are its own where nothing else is said
    std::string resume;                      // run id
    std::filesystem::path out;               // copy of the best checkpoint
    std::filesystem::path
        alignModel;  // region: the alignment whose segments are the training snippets; empty: the one in use
    int threads = 0;
    std::string recipe;  // hash of a feature file of the project; empty: of the alignment checkpoint, or the default
    std::string device;  // "auto", "cpu", "cuda", "cuda:N"; empty: the session's, "cpu" without one
    std::string note;    // of the new run
    std::vector<std::string> tags;
    bool half = false;     // `out` in float16
    bool use = false;      // the run's best becomes the model in use, at its end
    TrainingEventFn told;  // on the job's thread; the first event is sent once the project lists the run
};

}  // namespace legenda::runs
