// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/resources.h"
#include "core/runs/presets.h"
#include "core/runs/request.h"
#include "core/runs/training_event.h"

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::runs {

struct TrainReport {
    std::string run;
    std::string state;  // finished, stopped
    std::string bestMetric;
    double bestValue = 0;
    int bestEpoch = 0;
    std::filesystem::path checkpoint;
    std::vector<std::string> notes;  // for the user: deviations from the usual procedure ("no dev split: …")
};

// Trains, writing the run (row, curve.bin, resumable checkpoints) into the project. Missing features are computed
// first. Progress metrics: "step", "epoch", "loss", and after each evaluation "dev.<metric>". A stop writes a resumable
// state, marks the run stopped and returns Cancelled with the run id in the message.
base::Result<TrainReport> runTraining(const TrainRequest& request, const project::Resources& resources,
                                      const base::JobContext& context);

}  // namespace legenda::runs
