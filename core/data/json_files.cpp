// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_files.h"

#include "core/data/foreign_files.h"
#include "core/data/image_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;

base::Result<JsonFiles> findJsonFiles(const fs::path& root, const std::string& prefix) {
    std::error_code failure;
    if (!fs::exists(root, failure)) return base::fail(ErrorCode::Io, fmt::format("{} does not exist.", root.string()));
    JsonFiles found;
    if (!fs::is_directory(root, failure)) {
        found.files.push_back(root);
        found.root = root.has_parent_path() ? root.parent_path() : fs::path(".");
        if (found.root.filename() == "annotations") found.root = found.root.parent_path();
        return found;
    }
    found.root = root;
    std::vector<std::string> others;
    for (const auto& level : foldersByLevel(root)) {
        for (const auto& folder : level)
            for (const auto& entry :
                 fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, failure)) {
                const auto name = entry.path().filename().string();
                if (!name.ends_with(".json") || name.starts_with('.')) continue;
                if (name.starts_with(prefix))
                    found.files.push_back(entry.path());
                else
                    others.push_back(entry.path().lexically_relative(root).string());
            }
        if (!found.files.empty()) break;
    }
    std::ranges::sort(found.files);
    if (found.files.empty()) {
        std::ranges::sort(others);
        const std::string hint =
            others.empty() ? archiveHint(root)
                           : fmt::format(" (it holds {}: a file of another name is named itself)", others.front());
        return base::fail(
            ErrorCode::BadInput,
            fmt::format("{} holds no {}*.json, neither itself nor in a sub-folder{}.", root.string(), prefix, hint));
    }
    return found;
}

base::Result<JsonFiles> findJsonFile(const fs::path& root, const std::string& prefix) {
    auto found = findJsonFiles(root, prefix);
    if (!found || found->files.size() == 1) return found;
    std::vector<std::string> names;
    for (const auto& file : found->files) names.push_back(file.lexically_relative(found->root).string());
    return base::fail(ErrorCode::BadInput,
                      fmt::format("{} holds {} datasets, {}: name one of these files instead of the folder.",
                                  root.string(), names.size(), fmt::join(names, ", ")));
}

std::optional<base::Box> boxInside(const base::Box& box, int width, int height, const std::string& where,
                                   std::vector<Problem>& problems) {
    const auto finite = std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) && std::isfinite(box.h);
    if (!finite || !(box.w > 0) || !(box.h > 0)) {
        problems.push_back({where, "has no area"});
        return {};
    }
    if (width <= 0 || height <= 0) return box;
    const auto inside = base::intersection(box, {0, 0, static_cast<double>(width), static_cast<double>(height)});
    if (inside.area() > 0) return inside;
    problems.push_back({where, fmt::format("lies outside its image of {} x {} pixels", width, height)});
    return {};
}

}  // namespace legenda::data
