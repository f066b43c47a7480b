// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/box_vectors.h"

#include "core/base/hash.h"
#include "core/extraction/region_extractor.h"
#include "core/features/mapped_file.h"
#include "core/image/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

namespace legenda::evaluation {

namespace {

// A recipe of its own for these boxes, so that the file is never taken for the regions of the recipe itself.
features::Recipe recipeOfBoxes(const features::Recipe& recipe, BoxView view, const std::vector<ImageBoxes>& images) {
    std::string all;
    for (const auto& image : images) {
        all += image.image.uuid;
        for (const auto& box : image.boxes)
            all += fmt::format(" {:.3f},{:.3f},{:.3f},{:.3f}", box.x, box.y, box.w, box.h);
        all += '\n';
    }
    features::Recipe own = recipe;
    own.proposals = "file";
    const char* shown = view == BoxView::Crop ? "crops" : recipe.frameSize > 0 ? "boxes, own frame" : "boxes";
    own.proposalsHash = fmt::format("{}:{}:{}", shown, recipe.hash(), base::sha256(all));
    return own;
}

base::Result<base::Matrix> compute(extraction::RegionExtractor& extractor, BoxView view, const ImageBoxes& image,
                                   std::vector<base::Box>& boxes) {
    auto picture = image::networkPicture(image.image.file, extractor.recipe().longestSide);
    if (!picture) return base::pass(picture);
    boxes.assign(1, base::Box{0, 0, double(picture->fullWidth), double(picture->fullHeight)});
    boxes.insert(boxes.end(), image.boxes.begin(), image.boxes.end());
    if (view == BoxView::Crop) return extractor.cropVectors(*picture, boxes);
    auto vectors = extractor.boxVectors(*picture, boxes);
    if (!vectors || extractor.recipe().frameSize == 0) return vectors;
    const auto frame = extractor.frameVector(*picture);
    if (!frame) return frame;
    std::ranges::copy(frame->row(0), vectors->row(0).begin());
    return vectors;
}

// Waits for another program that writes the same file.
base::Result<features::FeatureStore> openWhenFree(const Evaluation& evaluation, const std::filesystem::path& file,
                                                  const features::Recipe& own, std::size_t dimension) {
    for (;;) {
        auto store = features::FeatureStore::openForAppend(file, own, dimension);
        if (store || store.error().key != features::kFileBusy) return store;
        if (evaluation.stopped()) return base::JobContext::cancelled();
        evaluation.report("waiting for another program that writes the features", 0, 0);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

// Appends what is not in the file yet.
base::Status fill(Evaluation& evaluation, const features::Recipe& recipe, const features::Recipe& own, BoxView view,
                  const std::vector<ImageBoxes>& images) {
    auto extractor = extraction::RegionExtractor::create(recipe, evaluation.resources, evaluation.options.device);
    if (!extractor) return base::pass(extractor);
    const auto file = features::FeatureStore::fileFor(evaluation.options.project, own);
    auto store = openWhenFree(evaluation, file, own, static_cast<std::size_t>(extractor->dimension()));
    if (!store) return base::pass(store);
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        if (store->contains(images[i].image.uuid)) continue;
        std::vector<base::Box> boxes;
        auto vectors = compute(*extractor, view, images[i], boxes);
        if (!vectors) {
            if (vectors.error().code == base::ErrorCode::Cancelled) return base::pass(vectors);
            evaluation.skipped.emplace(images[i].image.path, vectors.error().message);
            continue;
        }
        const std::vector<float> scores(boxes.size(), 0.0f);
        auto added = store->append(images[i].image.uuid, images[i].image.sha256, boxes, scores, *vectors);
        if (!added) return added;
        evaluation.report(view == BoxView::Crop ? "computing vectors of crops" : "computing vectors of boxes", i + 1,
                          images.size());
    }
    return {};
}

bool holdsAll(const features::FeatureStore& store, const std::vector<ImageBoxes>& images) {
    for (const auto& image : images)
        if (!store.contains(image.image.uuid)) return false;
    return true;
}

}  // namespace

base::Result<std::vector<base::Matrix>> boxVectors(Evaluation& evaluation, const features::Recipe& recipe, BoxView view,
                                                   const std::vector<ImageBoxes>& images) {
    const auto own = recipeOfBoxes(recipe, view, images);
    const auto file = features::FeatureStore::fileFor(evaluation.options.project, own);
    std::optional<features::FeatureStore> store;
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
        auto opened = features::FeatureStore::open(file);
        if (opened) store.emplace(std::move(*opened));
    }
    if (!store || !holdsAll(*store, images)) {
        store.reset();
        if (auto filled = fill(evaluation, recipe, own, view, images); !filled) return base::pass(filled);
        auto opened = features::FeatureStore::open(file);
        if (!opened) return base::pass(opened);
        store.emplace(std::move(*opened));
    }
    std::vector<base::Matrix> vectors;
    for (const auto& image : images) {
        const auto* found = store->find(image.image.uuid);
        vectors.push_back(found ? found->toFloat() : base::Matrix());
    }
    return vectors;
}

}  // namespace legenda::evaluation
