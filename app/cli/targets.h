// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/project_store.h"

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::cli {

// Pictures named on the command line: files, or names in the project where one is given.
struct Target {
    std::filesystem::path file;
    std::string uuid;  // empty: outside a project
    std::string name;
};

inline bool isProject(const std::filesystem::path& path) {
    return path.extension() == ".legenda";
}

base::Result<std::vector<Target>> findTargets(const std::filesystem::path& project,
                                              const std::vector<std::string>& names);

}  // namespace legenda::cli
