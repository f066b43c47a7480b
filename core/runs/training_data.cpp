// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/training_data.h"

#include "core/base/hash.h"
#include "core/extraction/extract_features.h"
#include "core/project/entities.h"
#include "core/project/splits.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::runs {

using base::ErrorCode;
using base::fail;

namespace {

using Images = std::vector<store::ImageRecord>;

// Whether a feature file holds all images already; errors in opening it are reported by the feature job.
bool complete(const features::FeatureStore& store, const Images& images) {
    return std::all_of(images.begin(), images.end(), [&](const auto& image) { return store.contains(image.uuid); });
}

base::Result<features::FeatureStore> makeFeatures(const store::ProjectStore& project, const features::Recipe& recipe,
                                                  const Images& train, const Images& dev, int threads,
                                                  const std::string& device, const project::Resources& resources,
                                                  const base::JobContext& context) {
    if (!recipe.backboneHash.empty()) {
        auto store = features::FeatureStore::open(features::FeatureStore::fileFor(project.folder(), recipe));
        if (store && complete(*store, train) && complete(*store, dev)) return store;
    }
    std::filesystem::path file;
    for (const auto& [split, images] : {std::pair{"train", &train}, std::pair{"dev", &dev}}) {
        if (images->empty()) continue;
        extraction::FeatureOptions options;
        options.project = project.folder();
        options.recipe = recipe;
        options.split = split;
        options.threads = threads;
        options.device = device;
        LEGENDA_TRY(made, extraction::runFeatures(options, resources, context));
        file = made->file;
    }
    return features::FeatureStore::open(file);
}

// Adds the images that have vectors and sentences; counts those without vectors.
std::size_t fill(std::vector<trainers::TrainingImage>& to, const Images& images, const project::Entities& entities,
                 const features::FeatureStore& store) {
    std::size_t without = 0;
    for (const auto& image : images) {
        const auto* features = store.find(image.uuid);
        const auto* sentences = entities.captions(image.id);
        if (features == nullptr) {
            ++without;
        } else if (sentences != nullptr) {
            const auto& frame = features->boxes.front();
            auto drawn = entities.phrases(image.id, frame.w, frame.h);
            to.push_back({features, *sentences, std::move(drawn.boxes), std::move(drawn.phrases)});
        }
    }
    return without;
}

std::vector<std::string> uuidsOf(const std::vector<trainers::TrainingImage>& images) {
    std::vector<std::string> uuids;
    for (const auto& image : images) uuids.push_back(image.features->image);
    return uuids;
}

}  // namespace

std::string datasetNameOf(const store::ProjectStore& project) {
    auto folder = project.folder();
    if (!folder.has_filename()) folder = folder.parent_path();
    return folder.stem().string() + " train";
}

std::string splitHash(const std::vector<std::string>& train, const std::vector<std::string>& dev) {
    std::string all;
    for (const auto& [name, split] : {std::pair{"train", &train}, std::pair{"dev", &dev}}) {
        all += fmt::format("{}\n", name);
        for (const auto& uuid : *split) all += uuid + "\n";
    }
    return base::sha256(all);
}

base::Result<LoadedData> loadTrainingData(const store::ProjectStore& project, const features::Recipe& recipe,
                                          std::uint64_t seed, int threads, const std::string& device,
                                          const project::Resources& resources, const base::JobContext& context) {
    const auto name = project.folder().string();
    LEGENDA_TRY(train, project.images("train"));
    LEGENDA_TRY(dev, project.images("dev"));
    if (train->empty()) return tl::unexpected<base::Error>(project::emptySplit(project, "train"));
    LEGENDA_TRY(trainEntities, project::Entities::read(project, "train"));
    LEGENDA_TRY(devEntities, project::Entities::read(project, "dev"));
    if (!trainEntities->hasCaptions())
        return fail(ErrorCode::BadInput, fmt::format("The training images of the project {} have no sentence.", name));

    LEGENDA_TRY(store, makeFeatures(project, recipe, *train, *dev, threads, device, resources, context));
    LoadedData loaded;
    loaded.features = std::make_unique<features::FeatureStore>(std::move(*store));
    auto& data = loaded.data;
    data.recipe = loaded.features->recipe();
    data.datasetName = datasetNameOf(project);
    const std::size_t without = fill(data.train, *train, *trainEntities, *loaded.features) +
                                fill(data.dev, *dev, *devEntities, *loaded.features);
    if (without > 0) loaded.notes.push_back(fmt::format("{} images could not be read and are left out.", without));
    if (data.dev.empty() && data.train.size() >= 2) {
        holdOut(data.train, data.dev, seed);
        data.datasetName += " (a tenth held out)";
        loaded.notes.push_back(fmt::format(
            "The project has no dev split: {} training images are held out for the evaluation.", data.dev.size()));
    }
    if (data.train.empty())
        return fail(ErrorCode::BadInput,
                    fmt::format("No training image of the project {} has both vectors and a sentence.", name));
    data.splitHash = splitHash(uuidsOf(data.train), uuidsOf(data.dev));
    return loaded;
}

}  // namespace legenda::runs
