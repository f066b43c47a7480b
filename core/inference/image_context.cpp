// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/image_context.h"

#include "core/base/places.h"
#include "core/image/decode.h"
#include "core/inference/predictor.h"
#include "core/inference/reasons/reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace legenda::inference {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Matrix;
using base::Result;
using extraction::ImageRegions;

namespace {

std::string boxText(const base::Box& box) {
    return fmt::format("{:g},{:g},{:g},{:g}", box.x, box.y, box.w, box.h);
}

base::Status checkBox(const base::Box& box, const base::Picture& picture, const fs::path& file) {
    const base::Box frame{0, 0, double(picture.fullWidth), double(picture.fullHeight)};
    if (!(box.w > 0) || !(box.h > 0))
        return base::fail(ErrorCode::BadInput, fmt::format("Box {} has no area.", boxText(box)));
    if (base::intersection(box, frame).area() <= 0)
        return base::failWithKey(ErrorCode::BadInput, kImageFault,
                                 fmt::format("Box {} lies outside {}, which has {} x {} pixels.", boxText(box),
                                             file.string(), picture.fullWidth, picture.fullHeight));
    return {};
}

Result<base::Picture> decode(const fs::path& file, int longestSide) {
    return image::networkPicture(file, longestSide).map_error([](base::Error error) {
        error.key = kImageFault;
        return error;
    });
}

// Each region's vector with the whole image's appended.
Matrix withContext(const Matrix& regions, std::span<const float> frame) {
    Matrix joined(regions.rows, regions.cols + frame.size());
    for (std::size_t r = 0; r < regions.rows; ++r) {
        std::ranges::copy(regions.row(r), joined.row(r).begin());
        std::ranges::copy(frame, joined.row(r).begin() + static_cast<std::ptrdiff_t>(regions.cols));
    }
    return joined;
}

Matrix firstRow(const Matrix& matrix) {
    Matrix row(1, matrix.cols);
    std::ranges::copy(matrix.row(0), row.data.begin());
    return row;
}

}  // namespace

ImageContext::ImageContext(project::Resources resources, std::string device, int networkThreads, FeatureFiles& files)
    : resources_(std::move(resources)), device_(std::move(device)), networkThreads_(networkThreads), files_(files) {}

void ImageContext::take(const fs::path& file, const std::string& uuid) {
    std::error_code ignored;
    const auto changed = fs::last_write_time(file, ignored);
    uuid_ = uuid;
    if (known_.file == file && known_.changed == changed) return;
    known_ = {};
    known_.file = file;
    known_.changed = changed;
}

Result<extraction::RegionExtractor*> ImageContext::extractor(const features::Recipe& recipe) {
    auto found = extractors_.find(recipe.hash());
    if (found == extractors_.end()) {
        LEGENDA_TRY(made, extraction::RegionExtractor::create(recipe, resources_, device_));
        made->setNetworkThreads(networkThreads_);
        found = extractors_.emplace(recipe.hash(), std::move(*made)).first;
    }
    return &found->second;
}

Result<const base::Picture*> ImageContext::picture(const features::Recipe& recipe) {
    auto known = known_.pictures.find(recipe.longestSide);
    if (known == known_.pictures.end()) {
        LEGENDA_TRY(decoded, decode(known_.file, recipe.longestSide));
        known = known_.pictures.emplace(recipe.longestSide, std::move(*decoded)).first;
    }
    return &known->second;
}

Result<const ImageRegions*> ImageContext::regions(const features::Recipe& recipe) {
    if (const auto* known = knownRegions(recipe)) return known;
    LEGENDA_TRY(decoded, picture(recipe));
    LEGENDA_TRY(network, extractor(recipe));
    LEGENDA_TRY(computed, (*network)->regions(**decoded));
    return &known_.regions.emplace(recipe.hash(), std::move(*computed)).first->second;
}

// Features computed or read before, or from the project's feature file; nullptr: they would have to be computed.
const ImageRegions* ImageContext::knownRegions(const features::Recipe& recipe) {
    const std::string hash = recipe.hash();
    if (auto known = known_.regions.find(hash); known != known_.regions.end()) return &known->second;
    if (auto stored = storedRegions(recipe)) return &known_.regions.emplace(hash, std::move(*stored)).first->second;
    return nullptr;
}

// Of the recipe's feature file or, where the picture fits within longestSide, of the one made before there was any.
std::optional<ImageRegions> ImageContext::storedRegions(const features::Recipe& recipe) {
    auto stored = regionsOfFile(recipe);
    if (stored || recipe.longestSide == 0) return stored;
    stored = regionsOfFile(features::withoutLongestSide(recipe));
    if (stored && std::max(stored->boxes.front().w, stored->boxes.front().h) > recipe.longestSide) stored.reset();
    return stored;
}

std::optional<ImageRegions> ImageContext::regionsOfFile(const features::Recipe& recipe) {
    if (uuid_.empty()) return {};
    const auto* store = files_.of(recipe);
    const auto* found = store ? store->find(uuid_) : nullptr;
    if (!found) return {};
    return ImageRegions{found->boxes, found->scores, found->toFloat()};
}

Result<Matrix> ImageContext::frameVector(const features::Recipe& recipe) {
    if (const auto* known = knownRegions(recipe)) return firstRow(known->vectors);
    auto& row = known_.frames[recipe.hash()];
    if (row.rows > 0) return row;
    LEGENDA_TRY(decoded, picture(recipe));
    LEGENDA_TRY(network, extractor(recipe));
    LEGENDA_TRY(computed, (*network)->frameVector(**decoded, &known_.maps[recipe.hash()]));
    row = *computed;
    return computed;
}

Result<Matrix> ImageContext::regionVectors(const features::Recipe& recipe, bool withFrame) {
    LEGENDA_TRY(known, regions(recipe));
    return withFrame ? withContext((*known)->vectors, (*known)->vectors.row(0)) : (*known)->vectors;
}

Result<Matrix> ImageContext::boxVectors(const features::Recipe& recipe, const std::vector<base::Box>& boxes,
                                        bool withFrame) {
    LEGENDA_TRY(decoded, picture(recipe));
    for (const auto& box : boxes) {
        LEGENDA_TRY(fits, checkBox(box, **decoded, known_.file));
    }
    LEGENDA_TRY(network, extractor(recipe));
    LEGENDA_TRY(own, (*network)->boxVectors(**decoded, boxes, &known_.maps[recipe.hash()]));
    if (!withFrame) return own;
    LEGENDA_TRY(frame, frameVector(recipe));
    return withContext(*own, frame->row(0));
}

Result<Matrix> ImageContext::classProbabilities(const features::Recipe& recipe, const std::vector<base::Box>& boxes) {
    LEGENDA_TRY(decoded, picture(recipe));
    LEGENDA_TRY(network, extractor(recipe));
    return (*network)->classProbabilities(**decoded, boxes, &known_.maps[recipe.hash()]);
}

base::Status ImageContext::addWhole(const model::Captioner& captioner, model::CaptionSource& to) {
    const auto& recipe = captioner.info().recipe;
    if (captioner.attends()) {
        LEGENDA_TRY(known, regions(recipe));
        to.regions.push_back((*known)->vectors);
        to.places.push_back(base::placesOf((*known)->boxes, (*known)->boxes.front()));
    }
    LEGENDA_TRY(frame, frameVector(recipe));
    to.vectors.data.insert(to.vectors.data.end(), frame->data.begin(), frame->data.end());
    to.vectors.cols = frame->cols;
    ++to.vectors.rows;
    return {};
}

Result<model::CaptionSource> ImageContext::sourceOf(const model::Captioner& captioner,
                                                    const std::optional<base::Box>& box) {
    model::CaptionSource source;
    if (!box) {
        LEGENDA_TRY(added, addWhole(captioner, source));
        return source;
    }
    LEGENDA_TRY(vectors, boxVectors(captioner.info().recipe, {*box}, captioner.contextInput()));
    source.vectors = std::move(*vectors);
    return source;
}

Result<Matrix> ImageContext::covered(const features::Recipe& recipe, const std::vector<base::Box>& boxes,
                                     const base::Box& cover, bool exact, const base::JobContext& context) {
    LEGENDA_TRY(decoded, picture(recipe));
    LEGENDA_TRY(fits, checkBox(cover, **decoded, known_.file));
    LEGENDA_TRY(network, extractor(recipe));
    if (context.stopped()) return base::JobContext::cancelled();
    if (!exact) return (*network)->coveredVectors(**decoded, boxes, cover, &known_.maps[recipe.hash()]);
    const auto hidden = coverPixels(**decoded, cover);
    std::shared_ptr<const extraction::RegionExtractor::PictureMap> map;
    LEGENDA_TRY(vectors, (*network)->frameVector(hidden, &map));
    if (boxes.empty()) return vectors;
    if (context.stopped()) return base::JobContext::cancelled();
    LEGENDA_TRY(own, (*network)->boxVectors(hidden, boxes, &map));
    vectors->data.insert(vectors->data.end(), own->data.begin(), own->data.end());
    vectors->rows += own->rows;
    return vectors;
}

Result<const ImageContext::Embedded*> ImageContext::embedded(const model::Aligner& aligner,
                                                             const features::Recipe& recipe) {
    LEGENDA_TRY(found, regions(recipe));
    const auto& own = **found;
    const auto [made, isNew] = known_.embedded.try_emplace(aligner.info().hash + " " + recipe.hash());
    if (isNew)
        made->second = {aligner.embedRegions(own.vectors, base::placesOf(own.boxes, own.boxes.front(), own.scores)),
                        aligner.embedFrames(firstRow(own.vectors))};
    return &made->second;
}

}  // namespace legenda::inference
