// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/store/records.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace legenda::runs {

// The runs of a project, newest first, with their true state: a row "running" whose owner has ended is reported as
// "crashed", one whose owner has had no heartbeat for a minute as "stalled".
base::Result<std::vector<store::RunRecord>> listRuns(const std::filesystem::path& project);
base::Result<store::RunRecord> findRun(const std::filesystem::path& project, const std::string& run);  // likewise

std::string trueState(const store::RunRecord& run, const std::filesystem::path& folder);
bool ownerLives(const std::string& trueState);  // running, paused or stalled

std::filesystem::path runFolder(const std::filesystem::path& project, const std::string& run);

// Asks the process that owns the run to stop, waits up to `seconds` for its answer, and returns the run's state.
// BadInput when it is not running.
base::Result<store::RunRecord> stopRun(const std::filesystem::path& project, const std::string& run, double seconds,
                                       const base::JobContext& context);
base::Status noteRun(const std::filesystem::path& project, const std::string& run, const std::string& note);

// {"id","kind","state","best","epochs","started","note"}; best is null before the first evaluation.
nlohmann::json runToJson(const store::RunRecord& run);

// Identifies a process beyond its pid, which is reused after its end: "START@BOOT". Empty when there is no such
// process.
std::string processMark(std::int64_t pid);

// While it lives, writes the heartbeat of a run that this process owns and passes stop requests, the caller's and those
// written into the run's folder, to `token()`. A request names the process that it addresses: one to an earlier owner
// has no effect, and no start deletes a request to another process.
class RunWatch {
 public:
    RunWatch(std::filesystem::path folder, const base::JobContext& outer);
    ~RunWatch();
    std::stop_token token() const;
    bool pauseRequested() const;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::runs
