// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/records.h"

#include <filesystem>
#include <string>
#include <vector>

// A deleted run is marked in its row and its folder is moved to runs/deleted/ID, from where it can be restored until it
// is purged.
namespace legenda::runs {

// BadInput, and nothing changes: a process trains the run; its checkpoint is the project's model in use; a feature file
// of the project, or a run that is not deleted, was made with one of its checkpoints.
base::Status deleteRun(const std::filesystem::path& project, const std::string& run);
base::Status restoreRun(const std::filesystem::path& project, const std::string& run);
base::Result<std::vector<store::RunRecord>> deletedRuns(const std::filesystem::path& project);  // newest first
// Removes deleted runs and their files for good; empty: all of them. Returns their ids.
base::Result<std::vector<std::string>> purgeRuns(const std::filesystem::path& project, const std::string& run);

}  // namespace legenda::runs
