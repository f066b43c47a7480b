// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/resources.h"

#include "core/model/checkpoint_info.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <cstdlib>

namespace legenda::jobs {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;
namespace fs = std::filesystem;

namespace {

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

Resources below(const fs::path& root) {
    return {root / "resources", root / "datasets" / "demo"};
}

// Runs carry the name of the command that made them.
std::string runKind(const std::string& kind) {
    return kind == "alignment" ? "align" : kind;
}

base::Status checkKind(const fs::path& file, const std::string& kind) {
    auto info = model::readCheckpointInfo(file);
    if (!info) return pass(info);
    if (info->kind != kind)
        return fail(ErrorCode::BadInput, fmt::format("{} is a checkpoint of kind \"{}\", expected \"{}\".",
                                                     file.string(), info->kind, kind));
    return {};
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

Result<fs::path> chooseCheckpoint(const Resources& resources, const fs::path& project, const std::string& kind,
                                  const fs::path& named) {
    if (!named.empty()) {
        if (auto right = checkKind(named, kind); !right) return pass(right);
        return named;
    }
    if (!project.empty()) {
        auto store = store::ProjectStore::open(project, store::ProjectStore::Mode::Read);
        if (!store) return pass(store);
        auto runs = store->runs();
        if (!runs) return pass(runs);
        for (const auto& run : *runs) {
            if (run.kind != runKind(kind) || run.state != "finished" || run.checkpoint.empty()) continue;
            fs::path file = run.checkpoint;
            if (file.is_relative()) file = project / file;
            if (isFile(file)) return file;
        }
    }
    for (const auto* preset : {"entities", "better", "paper"}) {
        fs::path shipped = resources.pretrained() / fmt::format("{}-{}.safetensors", kind, preset);
        if (isFile(shipped)) return shipped;
    }
    return fail(
        ErrorCode::BadInput,
        fmt::format(
            "There is no {} checkpoint: none is shipped in {}, and no training of this project has finished one. "
            "\"legenda-cli train {} PROJECT\" makes one; --model names another file.",
            kind, resources.pretrained().string(), runKind(kind)));
}

}  // namespace legenda::jobs
