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

// A folder that goes with it.
struct Scratch {
    fs::path path = fs::temp_directory_path() / fmt::format("legenda-demo-{}", ::getpid());
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

base::Result<std::map<std::string, features::Recipe>> shippedRecipes(const project::Resources& resources) {
    std::map<std::string, features::Recipe> recipes;
    for (const auto kind : {project::ModelKind::Alignment, project::ModelKind::Caption, project::ModelKind::Region}) {
        auto file = project::chooseCheckpoint(resources, {}, kind);
        if (!file) return base::pass(file);
        auto info = model::readCheckpointInfo(*file);
        if (!info) return base::pass(info);
        recipes.emplace(info->recipe.hash(), info->recipe);
    }
    return recipes;
}

// The project's features under the names of their photographs' contents, in the order of the images.
base::Status ship(const fs::path& from, const store::ProjectStore& project, const features::Recipe& recipe,
                  const project::Resources& resources) {
    auto made = FeatureStore::open(from);
    if (!made) return base::pass(made);
    auto images = project.images();
    if (!images) return base::pass(images);
    auto shipped =
        FeatureStore::openForAppend(FeatureStore::fileFor(resources.demo, recipe), recipe, made->dimension());
    if (!shipped) return base::pass(shipped);
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
    auto images = project.images();
    if (!images) return base::pass(images);
    for (const auto& file : files) {
        auto shipped = FeatureStore::open(file);
        if (!shipped) return base::pass(shipped);
        auto own = FeatureStore::openForAppend(FeatureStore::fileFor(project.folder(), shipped->recipe()),
                                               shipped->recipe(), shipped->dimension());
        if (!own) return base::pass(own);
        for (const auto& image : *images) {
            const auto hash = base::sha256OfFile(image.file);
            const auto* found = hash ? shipped->find(shippedFeatureName(*hash)) : nullptr;
            if (!found || found->contentHash != *hash) continue;
            if (auto added = own->append(image.uuid, *hash, found->boxes, found->scores, found->toFloat()); !added)
                return added;
            const auto& frame = found->boxes.front();
            if (auto set = project.setImageFacts(image.id, static_cast<int>(frame.w + 0.5),
                                                 static_cast<int>(frame.h + 0.5), *hash);
                !set)
                return set;
        }
    }
    return {};
}

base::Result<std::vector<std::string>> remakeShippedFeatures(const project::Resources& resources,
                                                             const base::JobContext& context) {
    auto recipes = shippedRecipes(resources);
    if (!recipes) return base::pass(recipes);
    for (const auto& file : shippedFiles(resources)) fs::remove(file);
    const Scratch scratch;
    auto project = makeDemo(resources, scratch.path, context);
    if (!project) return base::pass(project);
    std::vector<std::string> hashes;
    for (const auto& [hash, recipe] : *recipes) {
        extraction::FeatureOptions options;
        options.project = *project;
        options.recipe = recipe;
        auto report = extraction::runFeatures(options, resources, context);
        if (!report) return base::pass(report);
        auto store = store::ProjectStore::open(*project, store::ProjectStore::Mode::Read);
        if (!store) return base::pass(store);
        if (auto shipped = ship(report->file, *store, recipe, resources); !shipped) return base::pass(shipped);
        hashes.push_back(hash);
    }
    return hashes;
}

}  // namespace legenda::exchange
