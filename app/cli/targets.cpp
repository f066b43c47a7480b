// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "targets.h"

#include <fmt/format.h>

namespace legenda::cli {

using base::ErrorCode;

base::Result<std::vector<Target>> findTargets(const std::filesystem::path& project,
                                              const std::vector<std::string>& names) {
    std::vector<Target> targets;
    std::error_code ignored;
    for (const auto& name : names) {
        if (!project.empty()) {
            auto store = store::ProjectStore::open(project, store::ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            auto image = store->imageByPath(name);
            if (!image) return base::pass(image);
            if (*image) {
                targets.push_back({(*image)->file, (*image)->uuid, (*image)->path});
                continue;
            }
        }
        if (!std::filesystem::exists(name, ignored))
            return base::fail(ErrorCode::Io, project.empty() ? fmt::format("{} is not there.", name)
                                                             : fmt::format("{} is neither a file nor an image of {}.",
                                                                           name, project.string()));
        targets.push_back({name, {}, std::filesystem::path(name).filename().string()});
    }
    return targets;
}

}  // namespace legenda::cli
