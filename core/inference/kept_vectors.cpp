// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/kept_vectors.h"

#include "core/base/half.h"

#include <algorithm>
#include <utility>

namespace legenda::inference {

namespace {

constexpr std::size_t kMostBytes = std::size_t(1) << 30;  // beyond this, they are computed anew for each search

constexpr float kMost = 65504;  // of a float16: an infinite value would lead to NaN scores

std::vector<std::uint16_t> halves(std::span<const float> values) {
    std::vector<std::uint16_t> rounded(values.size());
    std::ranges::transform(values, rounded.begin(),
                           [](float value) { return base::floatToHalf(std::clamp(value, -kMost, kMost)); });
    return rounded;
}

void append(base::Matrix& to, const base::Matrix& rows) {
    to.data.insert(to.data.end(), rows.data.begin(), rows.data.end());
    to.cols = rows.cols;
    to.rows += rows.rows;
}

}  // namespace

void KeptVectors::keepFor(const std::string& source) {
    passing_.clear();
    if (source == source_) return;
    source_ = source;
    kept_.clear();
    bytes_ = 0;
}

const KeptVectors::Image& KeptVectors::keep(const std::string& uuid, Image image) {
    const std::size_t bytes = (image.units.size() + image.frame.size()) * sizeof(std::uint16_t);
    if (bytes_ + bytes > kMostBytes) return passing_.emplace_back(std::move(image));
    bytes_ += bytes;
    return kept_.insert_or_assign(uuid, std::move(image)).first->second;
}

std::vector<const KeptVectors::Image*> KeptVectors::of(const model::Aligner& aligner,
                                                       std::span<const features::ImageFeatures* const> images) {
    passing_.clear();
    std::vector<const Image*> all(images.size(), nullptr);
    std::vector<std::size_t> missing;
    base::Matrix vectors, places, wholes;
    for (std::size_t k = 0; k < images.size(); ++k) {
        if (const auto known = kept_.find(images[k]->image); known != kept_.end()) {
            all[k] = &known->second;
            continue;
        }
        missing.push_back(k);
        const auto own = images[k]->toFloat();
        append(vectors, own);
        append(places, images[k]->scoredPlaces());
        const auto whole = own.row(0);
        wholes.data.insert(wholes.data.end(), whole.begin(), whole.end());
        wholes.cols = own.cols;
        ++wholes.rows;
    }
    if (missing.empty()) return all;
    const auto units = aligner.unitsOf(vectors, places), frames = aligner.embedFrames(wholes);
    std::size_t row = 0;
    for (std::size_t i = 0; i < missing.size(); ++i) {
        const auto& image = *images[missing[i]];
        const std::span<const float> own{units.data.data() + row * units.cols, image.boxes.size() * units.cols};
        all[missing[i]] = &keep(image.image, {halves(own), halves(frames.row(i))});
        row += image.boxes.size();
    }
    return all;
}

}  // namespace legenda::inference
