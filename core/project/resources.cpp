// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/resources.h"

#include <fmt/format.h>

#include <cstdlib>

namespace legenda::project {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

namespace {

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

Resources below(const fs::path& root) {
    return {root / "resources", root / "datasets" / "demo"};
}

}  // namespace

Result<Resources> Resources::locate(const fs::path& executable) {
    if (const char* named = std::getenv("LEGENDA_RESOURCES"); named != nullptr && *named != '\0') {
        std::error_code failure;
        const fs::path folder = fs::absolute(named, failure);
        if (isFolder(folder / "resources" / "pretrained")) return below(folder);
        if (isFolder(folder / "pretrained")) return Resources{folder, folder.parent_path() / "datasets" / "demo"};
        return fail(ErrorCode::Io,
                    fmt::format("LEGENDA_RESOURCES names {}, which has no folder \"pretrained\".", folder.string()));
    }
    std::error_code failure;
    fs::path start = fs::canonical(executable, failure);
    if (failure) start = fs::absolute(executable, failure);
    for (fs::path folder = start.parent_path(); !folder.empty(); folder = folder.parent_path()) {
        if (isFolder(folder / "resources" / "pretrained")) return below(folder);
        if (folder == folder.root_path()) break;
    }
    const fs::path installed = start.parent_path().parent_path() / "share" / "legenda";
    if (isFolder(installed / "resources" / "pretrained")) return below(installed);
    return fail(
        ErrorCode::Io,
        fmt::format("The folder resources/pretrained was not found above {} nor in {}; LEGENDA_RESOURCES can name it.",
                    start.parent_path().string(), installed.string()));
}

}  // namespace legenda::project
