// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project_info.h"

#include "core/base/hash.h"

#include <fmt/format.h>

namespace legenda::project {

namespace fs = std::filesystem;
using base::Result;

namespace {

// A project that was moved or renamed has the name that it was given.
std::string nameOf(const fs::path& folder, const fs::path& opened) {
    const bool own = opened.empty() || folder.filename() != folderNameOfImages(opened);
    return (own ? folder : opened).filename().string();
}

}  // namespace

std::string folderNameOfImages(const fs::path& opened) {
    return fmt::format("{}-{}.legenda", opened.stem().string(), base::sha256(opened.string()).substr(0, 8));
}

Result<ProjectInfo> ProjectDescriber::describe(const store::ProjectStore& store) {
    ProjectInfo info;
    info.folder = store.folder();
    LEGENDA_TRY(opened, store.info(kOpenedImages));
    info.name = nameOf(info.folder, *opened);
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
