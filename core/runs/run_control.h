// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/store/records.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

// Looks at and steers the runs of a project from any process: the one that trains them or another.
namespace legenda::runs {

// The runs of a project, newest first, with their true state; see run_state.h.
base::Result<std::vector<store::RunRecord>> listRuns(const std::filesystem::path& project);
// BadInput for one that is deleted.
base::Result<store::RunRecord> findRun(const std::filesystem::path& project, const std::string& run);

// Each asks the process that owns the run, waits up to `seconds` for its answer, and returns the run's state. A pause
// begins after the step, or the computation of features, that is under way. BadInput when no process trains the run.
base::Result<store::RunRecord> stopRun(const std::filesystem::path& project, const std::string& run, double seconds,
                                       const base::JobContext& context);
base::Result<store::RunRecord> pauseRun(const std::filesystem::path& project, const std::string& run, double seconds,
                                        const base::JobContext& context);
base::Result<store::RunRecord> continueRun(const std::filesystem::path& project, const std::string& run, double seconds,
                                           const base::JobContext& context);

base::Status noteRun(const std::filesystem::path& project, const std::string& run, const std::string& note);
base::Status tagRun(const std::filesystem::path& project, const std::string& run, const std::vector<std::string>& tags);

// {"id","kind","state","best","epochs","started","ended","note","tags","problem","resumable"}; best is null before the
// first evaluation, problem where the run did not fail.
nlohmann::json runToJson(const store::RunRecord& run);

}  // namespace legenda::runs
