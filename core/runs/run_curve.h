// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::runs {

struct CurvePoint {
    std::int64_t step = 0;
    float epoch = 0;
    float loss = 0;
};
// The loss curve of a run, of any state. Above mostPoints steps (0: no limit) each point is the mean over an interval.
base::Result<std::vector<CurvePoint>> readCurve(const std::filesystem::path& project, const std::string& run,
                                                std::size_t mostPoints = 4000);

// What was measured beside the loss, by name: "step.learningRate", "step.gradientNorm", "step.seconds". Thinned as the
// loss is; what was not measured is left out. Empty for a run of version 0.1.0.
struct SeriesPoint {
    std::int64_t step = 0;
    float epoch = 0;
    double value = 0;
};
using StepSeries = std::map<std::string, std::vector<SeriesPoint>>;
base::Result<StepSeries> readSteps(const std::filesystem::path& project, const std::string& run,
                                   std::size_t mostPoints = 1000);

// All curves of these runs as CSV with the columns run, step, epoch, name and value, step by step and not thinned: the
// loss ("loss"), the series of readSteps() and the dev figures.
base::Status exportCurves(const std::filesystem::path& project, const std::vector<std::string>& runs,
                          const std::filesystem::path& file);

}  // namespace legenda::runs
