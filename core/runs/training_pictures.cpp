// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/training_pictures.h"

#include "core/extraction/picture_source.h"
#include "core/image/image_size.h"
#include "core/project/entities.h"
#include "core/runs/training_data.h"

#include <fmt/format.h>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::pass;

namespace {

struct TrainingImage {
    std::string uuid;
    trainers::TrainingPicture picture;
};

base::Result<std::vector<TrainingImage>> trainingImages(const store::ProjectStore& project, const std::string& split,
                                                        extraction::PictureSource& source,
                                                        const base::JobContext& context) {
    LEGENDA_TRY(images, project.images(split));
    LEGENDA_TRY(entities, project::Entities::read(project, split));
    std::vector<TrainingImage> all;
    for (const auto& image : *images) {
        if (context.stopped()) return base::JobContext::cancelled();
        const auto* sentences = entities->captions(image.id);
        if (sentences == nullptr) continue;
        image::Size size;
        const auto number = source.add(image, size);
        if (!number) continue;
        auto drawn = entities->phrases(image.id, size.width, size.height);
        all.push_back({image.uuid, {*number, *sentences, std::move(drawn.boxes), std::move(drawn.phrases)}});
    }
    return all;
}

void take(std::vector<trainers::TrainingPicture>& to, std::vector<std::string>& uuids,
          std::vector<TrainingImage>& from) {
    for (auto& described : from) {
        to.push_back(std::move(described.picture));
        uuids.push_back(std::move(described.uuid));
    }
}

}  // namespace

base::Result<LoadedPictures> loadPictures(const store::ProjectStore& project, const fs::path& pixelsFile, int side,
                                          int longestSide, std::uint64_t seed, const base::JobContext& context) {
    LoadedPictures loaded;
    LEGENDA_TRY(source, extraction::PictureSource::open(pixelsFile));
    LEGENDA_TRY(train, trainingImages(project, "train", *source, context));
    LEGENDA_TRY(dev, trainingImages(project, "dev", *source, context));
    loaded.data.datasetName = datasetNameOf(project);
    loaded.notes = source->notes();
    if (dev->empty() && train->size() >= 2) {
        holdOut(*train, *dev, seed);
        loaded.data.datasetName += " (a tenth held out)";
        loaded.notes.push_back(fmt::format(
            "The project has no dev split: {} training images are held out for the evaluation.", dev->size()));
    }
    if (train->empty())
        return fail(ErrorCode::BadInput, fmt::format("No training image of the project {} has both pixels and a "
                                                     "sentence.",
                                                     project.folder().string()));
    std::vector<std::string> trainIds, devIds;
    take(loaded.data.train, trainIds, *train);
    take(loaded.data.dev, devIds, *dev);
    loaded.data.splitHash = splitHash(trainIds, devIds);
    loaded.pixels = source->finish(side, longestSide);
    loaded.data.pixels = loaded.pixels.get();
    return loaded;
}

}  // namespace legenda::runs
