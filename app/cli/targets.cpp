// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "targets.h"

#include <fmt/format.h>

#include <optional>

namespace legenda::cli {

using base::ErrorCode;

bool isProject(const std::filesystem::path& path) {
    std::error_code ignored;
    const auto named = path.has_filename() ? path : path.parent_path();
    return named.extension() == ".legenda" || std::filesystem::exists(path / "project.sqlite", ignored);
}

base::Result<std::vector<base::Result<Target>>> findTargets(const std::filesystem::path& project,
                                                            const std::vector<std::string>& names) {
    std::optional<store::ProjectStore> store;
    if (!project.empty()) {
        LEGENDA_TRY(opened, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
        store.emplace(std::move(*opened));
    }
    const auto find = [&](const std::string& name) -> base::Result<Target> {
        if (store) {
            LEGENDA_TRY(image, store->imageByPath(name));
            if (*image) return Target{(*image)->file, (*image)->uuid, (*image)->path};
        }
        std::error_code ignored;
        if (std::filesystem::exists(name, ignored))
            return Target{name, {}, std::filesystem::path(name).filename().string()};
        return base::fail(ErrorCode::Io, project.empty() ? fmt::format("{} is not there.", name)
                                                         : fmt::format("{} is neither a file nor an image of {}.", name,
                                                                       project.string()));
    };
    std::vector<base::Result<Target>> targets;
    for (const auto& name : names) targets.push_back(find(name));
    return targets;
}

nlohmann::json skippedToJson(const inference::BatchReport& report) {
    auto list = nlohmann::json::array();
    for (const auto& skipped : report.skipped) list.push_back({{"image", skipped.image}, {"why", skipped.why}});
    return list;
}

std::optional<base::Error> skippedProblem(const inference::BatchReport& report) {
    if (report.skipped.empty()) return {};
    std::string message;
    for (const auto& skipped : report.skipped) message += fmt::format("{}: {}\n", skipped.image, skipped.why);
    return base::Error{
        ErrorCode::BadInput, fmt::format("{}{} images were left out.", message, report.skipped.size()), {}};
}

}  // namespace legenda::cli
