// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/demo_features.h"

#include "core/base/hash.h"
#include "core/exchange/snippets.h"
#include "core/extraction/extract_features.h"
#include "core/features/feature_store.h"
#include "core/model/checkpoint_info.h"
#include "core/project/models_in_use.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include <unistd.h>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::ErrorCode;
using features::FeatureStore;

namespace {

std::vector<fs::path> shippedFiles(const project::Resources& resources) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(resources.demo / "features", none))
        if (entry.path().extension() == ".lgf") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

// A temporary folder, removed by the destructor.
struct Scratch {
    fs::path path = fs::temp_directory_path() / fmt::format("legenda-demo-{}", ::getpid());
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

base::Result<std::map<std::string, features::Recipe>> shippedRecipes(const project::Resources& resources) {
    std::map<std::string, features::Recipe> recipes;
    for (const auto kind : project::answeringKinds()) {
        LEGENDA_TRY(file, project::chooseCheckpoint(resources, {}, kind));
        LEGENDA_TRY(info, model::readCheckpointInfo(*file));
        recipes.emplace(info->recipe.hash(), info->recipe);
    }
    return recipes;
}

// The project's features under the names of their photographs' contents, in the order of the images.
base::Status ship(const fs::path& from, const store::ProjectStore& project, const features::Recipe& recipe,
                  const project::Resources& resources) {
    LEGENDA_TRY(made, FeatureStore::open(from));
    LEGENDA_TRY(images, project.images());
    LEGENDA_TRY(shipped,
                FeatureStore::openForAppend(FeatureStore::fileFor(resources.demo, recipe), recipe, made->dimension()));
    for (const auto& image : *images) {
        const auto* found = made->find(image.uuid);
        if (!found) return base::fail(ErrorCode::BadInput, fmt::format("{} got no features.", image.file.string()));
        if (auto added = shipped->append(shippedFeatureName(found->contentHash), found->contentHash, found->boxes,
                                         found->scores, found->toFloat());
            !added)
            return added;
    }
    return {};
}

}  // namespace

std::string shippedFeatureName(const std::string& contentHash) {
    return contentHash.substr(0, 32);
}

base::Status addShippedFeatures(const project::Resources& resources, store::ProjectStore& project) {
    const auto files = shippedFiles(resources);
    if (files.empty()) return {};
    LEGENDA_TRY(images, project.images());
    for (const auto& file : files) {
        LEGENDA_TRY(shipped, FeatureStore::open(file));
        LEGENDA_TRY(own, FeatureStore::openForAppend(FeatureStore::fileFor(project.folder(), shipped->recipe()),
                                                     shipped->recipe(), shipped->dimension()));
        for (const auto& image : *images) {
            const auto hash = base::sha256OfFile(image.file);
            const auto* found = hash ? shipped->find(shippedFeatureName(*hash)) : nullptr;
            if (!found || found->contentHash != *hash) continue;
            if (auto added = own->append(image.uuid, *hash, found->boxes, found->scores, found->toFloat()); !added)
                return added;
            const auto& frame = found->boxes.front();
            if (auto set = project.setImageFacts(image.id, static_cast<int>(std::lround(frame.w)),
                                                 static_cast<int>(std::lround(frame.h)), *hash);
                !set)
                return set;
        }
    }
    return {};
}

base::Result<std::vector<std::string>> remakeShippedFeatures(const project::Resources& resources,
                                                             const base::JobContext& context) {
    LEGENDA_TRY(recipes, shippedRecipes(resources));
    for (const auto& file : shippedFiles(resources)) fs::remove(file);
    const Scratch scratch;
    LEGENDA_TRY(project, makeDemo(resources, scratch.path, context));
    std::vector<std::string> hashes;
    for (const auto& [hash, recipe] : *recipes) {
        extraction::FeatureOptions options;
        options.project = *project;
        options.recipe = recipe;
        LEGENDA_TRY(report, extraction::runFeatures(options, resources, context));
        LEGENDA_TRY(store, store::ProjectStore::open(*project, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(shipped, ship(report->file, *store, recipe, resources));
        hashes.push_back(hash);
    }
    return hashes;
}

}  // namespace legenda::exchange
