// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/records.h"

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::jobs {

// The runs of a project, newest first, with their true state: a row that says "running" whose owner is gone reads "crashed".
base::Result<std::vector<store::RunRecord>> listRuns(const std::filesystem::path& project);

}  // namespace legenda::jobs
