// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"

#include <filesystem>
#include <memory>
#include <stop_token>

namespace legenda::runs {

// While it lives, writes the heartbeat of a run that this process owns and passes stop requests, the caller's and those
// written into the run's folder, to `token()`. It is made before the run's row says "running" and lives until the row
// says how the run ended.
class RunWatch {
 public:
    RunWatch(std::filesystem::path folder, const base::JobContext& outer);
    ~RunWatch();
    std::stop_token token() const;
    bool pauseRequested() const;
    void setPaused(bool paused);  // what the heartbeat says from now on

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::runs
