// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project_info.h"

namespace legenda::project {

using base::Result;

Result<ProjectInfo> ProjectDescriber::describe(const store::ProjectStore& store) {
    ProjectInfo info;
    info.folder = store.folder();
    info.name = store.folder().filename().string();
    LEGENDA_TRY(version, store.dataVersion());
    LEGENDA_TRY(counts, store.counts());
    LEGENDA_TRY(models, catalog_.list(store));
    LEGENDA_TRY(inUse, catalog_.allInUse(&store));
    info.warning = store.warning();
    info.counts = *counts;
    info.models = std::move(*models);
    for (const auto& [kind, used] : *inUse) {
        info.inUse[infoOf(kind).key] = used.file;
        if (!used.problem.empty()) info.problems.push_back(used.problem);
    }
    version_ = *version;
    inUse_ = std::move(*inUse);
    return info;
}

Result<std::optional<ProjectInfo>> ProjectDescriber::changes(const store::ProjectStore& store) {
    LEGENDA_TRY(version, store.dataVersion());
    LEGENDA_TRY(inUse, catalog_.allInUse(&store));
    if (*version == version_ && *inUse == inUse_) return std::nullopt;
    LEGENDA_TRY(info, describe(store));
    return std::optional(std::move(*info));
}

}  // namespace legenda::project
