// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/training_boxes.h"

#include "core/extraction/picture_source.h"
#include "core/project/drawn_boxes.h"
#include "core/runs/training_data.h"

#include <fmt/format.h>

namespace legenda::runs {

using base::ErrorCode;
using base::fail;
using base::pass;

namespace {

struct BoxedImage {
    std::string uuid;
    trainers::BoxPicture picture;
};

struct Reading {
    extraction::PictureSource& source;
    bool entities = false;  // some are boxes of Entities
};

base::Result<std::vector<BoxedImage>> boxedImages(const store::ProjectStore& project, const std::string& split,
                                                  Reading& reading, const base::JobContext& context) {
    LEGENDA_TRY(images, project.images(split));
    LEGENDA_TRY(drawn, project::DrawnBoxes::read(project, split));
    std::vector<BoxedImage> all;
    for (const auto& image : *images) {
        if (context.stopped()) return base::JobContext::cancelled();
        if (!drawn->has(image.id)) continue;
        image::Size size;
        const auto number = reading.source.add(image, size);
        if (!number) continue;
        auto own = drawn->of(image.id, size.width, size.height);
        reading.entities = reading.entities || own.entities;
        BoxedImage described{image.uuid, {*number, std::move(own.boxes), std::move(own.mentions)}};
        if (!described.picture.boxes.empty()) all.push_back(std::move(described));
    }
    return all;
}

void take(std::vector<trainers::BoxPicture>& to, std::vector<std::string>& uuids, std::vector<BoxedImage>& from) {
    for (auto& described : from) {
        to.push_back(std::move(described.picture));
        uuids.push_back(std::move(described.uuid));
    }
}

}  // namespace

base::Result<LoadedBoxes> loadBoxes(const store::ProjectStore& project, const trainers::ProposerOptions& options,
                                    const base::JobContext& context) {
    LEGENDA_TRY(source, extraction::PictureSource::open(options.pixels));
    Reading reading{*source};
    LEGENDA_TRY(train, boxedImages(project, "train", reading, context));
    LEGENDA_TRY(dev, boxedImages(project, "dev", reading, context));
    LoadedBoxes loaded;
    loaded.data.datasetName = datasetNameOf(project);
    loaded.notes = source->notes();
    if (dev->empty() && train->size() >= 2) {
        holdOut(*train, *dev, static_cast<std::uint64_t>(options.seed));
        loaded.data.datasetName += " (a tenth held out)";
        loaded.notes.push_back(
            fmt::format("The project has no dev split with boxes: {} training images are held out for the evaluation.",
                        dev->size()));
    }
    if (train->empty() || dev->empty())
        return fail(
            ErrorCode::BadInput,
            fmt::format("The project {} has fewer than two training images with boxes: boxes come with Flickr30k "
                        "Entities (import), from snippets (CSV, COCO JSON: snippets import), or are drawn on "
                        "the Annotate page.",
                        project.folder().string()));
    std::vector<std::string> trainIds, devIds;
    take(loaded.data.train, trainIds, *train);
    take(loaded.data.dev, devIds, *dev);
    loaded.data.splitHash = splitHash(trainIds, devIds);
    loaded.data.setting = std::string(reading.entities ? "b" : "a");
    loaded.pixels = source->finish(options.inputSize, options.longestSide);
    loaded.data.pixels = loaded.pixels.get();
    return loaded;
}

}  // namespace legenda::runs
