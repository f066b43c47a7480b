// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/exchange/demo_features.h"
#include "core/exchange/import.h"
#include "core/exchange/snippets.h"
#include "core/project/entities.h"
#include "core/store/project_store.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include <unistd.h>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr const char* kAnnotator = "Legenda";
// The image that Browse shows first: one that the shipped models align and caption correctly.
constexpr const char* kFirst = "black_dog_wood.jpg";

constexpr const char* kStagingPrefix = ".demo.legenda.part-";

// Removes the files of killed starts: their process has ended, or had the pid that this one has now.
void sweep(const fs::path& directory) {
    std::error_code failure;
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator(directory, failure)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kStagingPrefix)) continue;
        const std::string pid = name.substr(std::string_view(kStagingPrefix).size());
        if (pid == std::to_string(::getpid()) || !fs::exists(fs::path("/proc") / pid, failure))
            left.push_back(entry.path());
    }
    for (const auto& path : left) fs::remove_all(path, failure);
}

bool isProject(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / "project.sqlite", ignored);
}

base::Error ioError(const fs::path& path, const std::error_code& why) {
    return {ErrorCode::Io, fmt::format("{} cannot be written: {}.", path.string(), why.message()), {}};
}

// Copies the missing files, each one completely or not at all.
base::Status copyFile(const fs::path& from, const fs::path& to) {
    std::error_code failure;
    if (fs::exists(to, failure) && fs::file_size(to, failure) == fs::file_size(from, failure)) return {};
    const auto bytes = base::readFile(from);
    if (!bytes) return tl::unexpected<base::Error>(bytes.error());
    return base::writeFileAtomically(to, *bytes);
}

base::Status copyPhotographs(const fs::path& from, const fs::path& to, const base::JobContext& context) {
    std::error_code failure;
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator at(from, failure), end; !failure && at != end; at.increment(failure)) {
        if (at->path() == from / "features") at.disable_recursion_pending();  // these go into the project
        if (at->is_regular_file()) files.push_back(at->path());
    }
    if (failure)
        return base::fail(ErrorCode::Io, fmt::format("The demo photographs in {} cannot be read: {}.", from.string(),
                                                     failure.message()));
    std::int64_t done = 0;
    for (const auto& file : files) {
        if (context.stopped()) return base::JobContext::cancelled();
        context.report({"copying the demo photographs", done++, static_cast<std::int64_t>(files.size()), {}});
        if (auto copied = copyFile(file, to / file.lexically_relative(from)); !copied) return copied;
    }
    return {};
}

// The same into a folder that is renamed when it is complete. An existing one is completed.
base::Status placePhotographs(const fs::path& from, const fs::path& staging, const fs::path& to,
                              const base::JobContext& context) {
    std::error_code failure;
    if (!fs::exists(to, failure)) {
        auto copied = copyPhotographs(from, staging, context);
        if (copied) fs::rename(staging, to, failure);
        if (!copied || failure) fs::remove_all(staging, failure);
        if (!copied || fs::exists(to, failure)) return copied;
    }
    return copyPhotographs(from, to, context);
}

// One region for each Entities chain with boxes, with its distinct phrases.
base::Result<std::vector<store::RegionRecord>> entityRegions(const store::ProjectStore& project) {
    LEGENDA_TRY(images, project.images({}));
    LEGENDA_TRY(entities, project::Entities::read(project, {}));
    std::vector<store::RegionRecord> regions;
    for (const auto& image : *images) {
        const auto* found = entities->find(image.id);
        if (!found) continue;
        const auto mentions = found->mentions();
        for (const auto& [chain, boxes] : found->boxes) {
            const auto phrases = mentions.find(chain);
            if (phrases == mentions.end()) continue;
            store::RegionRecord region;
            std::set<std::string> known;
            for (const auto& phrase : phrases->second) {
                const auto normalised = fmt::format("{}", fmt::join(text::tokenize(phrase), " "));
                if (!normalised.empty() && known.insert(normalised).second)
                    region.snippets.push_back({{}, phrase, kAnnotator, "import"});
            }
            if (region.snippets.empty()) continue;
            region.uuid = base::makeUuid();
            region.image = image.id;
            region.box = found->around(chain);
            region.annotator = kAnnotator;
            region.origin = "import";
            regions.push_back(std::move(region));
        }
    }
    return regions;
}

base::Status fillProject(const project::Resources& resources, const fs::path& staging, const fs::path& photographs,
                         const base::JobContext& context) {
    ImportOptions options;
    options.project = staging;
    options.format = "flickr8k";
    options.root = photographs;
    LEGENDA_TRY(report, runImport(options, context));
    LEGENDA_TRY(project, store::ProjectStore::open(staging));
    LEGENDA_TRY(regions, entityRegions(*project));
    if (auto added = project->addRegions(*regions); !added) return added;
    // Features that cannot be copied are computed when they are needed.
    (void)addShippedFeatures(resources, *project);
    if (auto first = project->setInfo("browse.first", kFirst); !first) return first;
    if (auto guide = project->setInfo("browse.guide", "demo"); !guide) return guide;
    return project->setInfo("name", "demo");
}

}  // namespace

base::Result<fs::path> makeDemo(const project::Resources& resources, const fs::path& directory,
                                const base::JobContext& context) {
    const fs::path photographs = directory / "demo", project = directory / "demo.legenda";
    if (isProject(project)) return project;
    std::error_code failure;
    if (fs::exists(project, failure) && !fs::is_empty(project, failure))
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} exists already and is not a Legenda project.", project.string()));
    fs::create_directories(directory, failure);
    if (failure) return tl::unexpected<base::Error>(ioError(directory, failure));

    // The photographs, and then the project, are made under temporary names and renamed when they are complete: a
    // killed start leaves only files that the next one removes, a cancelled one nothing.
    sweep(directory);
    const fs::path staging = directory / fmt::format("{}{}", kStagingPrefix, ::getpid());
    if (auto made = placePhotographs(resources.demo, staging, photographs, context); !made) return base::pass(made);
    if (auto filled = fillProject(resources, staging, photographs, context); !filled) {
        fs::remove_all(staging, failure);
        return base::pass(filled);
    }
    fs::rename(staging, project, failure);
    if (failure && !isProject(project)) {
        const auto why = failure;
        fs::remove_all(staging, failure);
        return tl::unexpected<base::Error>(ioError(project, why));
    }
    if (failure) fs::remove_all(staging, failure);
    LEGENDA_TRY(synced, base::syncToDisk(directory));
    return project;
}

}  // namespace legenda::exchange
