// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/box_vectors.h"

#include "core/base/hash.h"
#include "core/extraction/region_extractor.h"
#include "core/features/feature_store.h"
#include "core/features/mapped_file.h"
#include "core/image/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

namespace legenda::extraction {

namespace {

constexpr const char* kOfBoxes = "file";

// A recipe of its own for boxes, so that its file is never confused with the regions of the recipe itself.
features::Recipe recipeOfBoxes(const features::Recipe& recipe, BoxView view) {
    features::Recipe own = recipe;
    own.proposals = kOfBoxes;
    const char* shown = view == BoxView::Crop ? "crops" : recipe.frameSize > 0 ? "boxes, own frame" : "boxes";
    own.proposalsHash = fmt::format("{}:{}", shown, recipe.hash());
    return own;
}

// The key of an image's record: another one where the boxes are others.
std::string keyOf(const ImageBoxes& image) {
    std::string key = "boxes of " + image.image.uuid;
    for (const auto& box : image.boxes) key += fmt::format(" {:.3f},{:.3f},{:.3f},{:.3f}", box.x, box.y, box.w, box.h);
    return base::uuidOf(key);
}

// Files by the same recipe of one set of boxes each, as earlier versions left them behind.
void removeFormer(const std::filesystem::path& file, const features::Recipe& own) {
    std::error_code failure;
    for (std::filesystem::directory_iterator at(file.parent_path(), failure), end; !failure && at != end;
         at.increment(failure)) {
        if (at->path().extension() != file.extension() || at->path() == file) continue;
        const auto store = features::FeatureStore::open(at->path());
        const bool former = store && store->recipe().proposals == kOfBoxes &&
                            store->recipe().proposalsHash.starts_with(own.proposalsHash + ":");
        std::error_code ignored;
        if (former) std::filesystem::remove(at->path(), ignored);
    }
}

base::Result<base::Matrix> compute(RegionExtractor& extractor, BoxView view, const ImageBoxes& image,
                                   std::vector<base::Box>& boxes) {
    LEGENDA_TRY(picture, image::networkPicture(image.image.file, extractor.recipe().longestSide));
    const base::Box whole{0, 0, double(picture->fullWidth), double(picture->fullHeight)};
    boxes.assign(1, whole);
    for (const auto& box : image.boxes) boxes.push_back(box == base::Box{} ? whole : box);
    if (view == BoxView::Crop) return extractor.cropVectors(*picture, boxes);
    auto vectors = extractor.boxVectors(*picture, boxes);
    if (!vectors || extractor.recipe().frameSize == 0) return vectors;
    auto frame = extractor.frameVector(*picture);
    if (!frame) return frame;
    std::ranges::copy(frame->row(0), vectors->row(0).begin());
    return vectors;
}

// Waits while another program writes the same file.
base::Result<features::FeatureStore> openWhenFree(const std::filesystem::path& file, const features::Recipe& own,
                                                  std::size_t dimension, const base::JobContext& context) {
    for (;;) {
        auto store = features::FeatureStore::openForAppend(file, own, dimension);
        if (store || store.error().key != features::kFileBusy) return store;
        if (context.stopped()) return base::JobContext::cancelled();
        context.report({"waiting for another program that writes the features", 0, 0, {}});
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

// Appends the records that the file lacks.
base::Status fill(const BoxVectorOptions& options, const features::Recipe& own, const std::filesystem::path& file,
                  const std::vector<ImageBoxes>& images, const project::Resources& resources,
                  const base::JobContext& context, std::map<std::string, std::string>& skipped) {
    LEGENDA_TRY(extractor, RegionExtractor::create(options.recipe, resources, options.device));
    LEGENDA_TRY(store, openWhenFree(file, own, static_cast<std::size_t>(extractor->dimension()), context));
    const char* stage = options.view == BoxView::Crop ? "computing vectors of crops" : "computing vectors of boxes";
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto& image = images[i].image;
        if (context.stopped()) return base::JobContext::cancelled();
        const auto key = keyOf(images[i]);
        if (store->contains(key)) continue;
        std::vector<base::Box> boxes;
        auto vectors = compute(*extractor, options.view, images[i], boxes);
        if (!vectors) {
            if (vectors.error().code == base::ErrorCode::Cancelled) return base::pass(vectors);
            skipped.emplace(image.path, base::withoutPlace(vectors.error().message, image.file.string()));
            continue;
        }
        const std::vector<float> scores(boxes.size(), 0.0f);
        auto added = store->append(key, image.sha256, boxes, scores, *vectors);
        if (!added) return added;
        context.report({stage, static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(images.size()), {}});
    }
    return {};
}

bool holdsAll(const features::FeatureStore& store, const std::vector<ImageBoxes>& images) {
    return std::ranges::all_of(images, [&](const auto& image) { return store.contains(keyOf(image)); });
}

}  // namespace

base::Result<BoxVectors> boxVectors(const BoxVectorOptions& options, const std::vector<ImageBoxes>& images,
                                    const project::Resources& resources, const base::JobContext& context) {
    const auto own = recipeOfBoxes(options.recipe, options.view);
    const auto file = features::FeatureStore::fileFor(options.project, own);
    BoxVectors out;
    std::optional<features::FeatureStore> store;
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
        auto opened = features::FeatureStore::open(file);
        if (opened) store.emplace(std::move(*opened));
    } else {
        removeFormer(file, own);
    }
    if (!store || !holdsAll(*store, images)) {
        store.reset();
        if (auto filled = fill(options, own, file, images, resources, context, out.skipped); !filled)
            return base::pass(filled);
        LEGENDA_TRY(opened, features::FeatureStore::open(file));
        store.emplace(std::move(*opened));
    }
    for (const auto& image : images) {
        const auto* found = store->find(keyOf(image));
        out.rows.push_back(found ? found->toFloat() : base::Matrix());
    }
    return out;
}

}  // namespace legenda::extraction
