// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace legenda::project {

// Finds images by the names in files of other programs: the path below the root, or the file name where it is unique.
inline std::map<std::string, std::size_t> imageNames(std::span<const std::string> paths) {
    const auto fileName = [](const std::string& path) { return std::filesystem::path(path).filename().string(); };
    std::map<std::string, std::size_t> often, names;
    for (const auto& path : paths) ++often[fileName(path)];
    for (std::size_t i = 0; i < paths.size(); ++i)
        if (const auto name = fileName(paths[i]); often[name] == 1) names[name] = i;
    for (std::size_t i = 0; i < paths.size(); ++i) names[paths[i]] = i;
    return names;
}

}  // namespace legenda::project
