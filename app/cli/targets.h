// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/inference/split_output.h"
#include "core/store/project_store.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::cli {

// Images named on the command line: files, or names in the project where one is given.
struct Target {
    std::filesystem::path file;
    std::string uuid;  // empty: outside a project
    std::string name;
};

// A folder NAME.legenda, with or without a slash behind it, or one of another name that holds a project.
bool isProject(const std::filesystem::path& path);

// One result per name, so that a missing one does not affect the others. Fails where the project cannot be read.
base::Result<std::vector<base::Result<Target>>> findTargets(const std::filesystem::path& project,
                                                            const std::vector<std::string>& names);

// The images that a batch could not read: for the result, and as the problem that the command reports at its end.
nlohmann::json skippedToJson(const inference::BatchReport& report);
std::optional<base::Error> skippedProblem(const inference::BatchReport& report);

}  // namespace legenda::cli
