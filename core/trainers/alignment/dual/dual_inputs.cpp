// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/dual/dual_inputs_impl.h"

#include <c10/core/GradMode.h>

#include <algorithm>

namespace legenda::trainers {

namespace {

constexpr std::size_t kImagesPerSum = 100;
constexpr std::size_t kImagesForComponents = 1000;  // their regions are enough for a covariance

at::Tensor rowOf(const std::vector<float>& values) {
    return at::from_blob(const_cast<float*>(values.data()), {static_cast<std::int64_t>(values.size())}, at::kFloat);
}

template <class Use>
void forBlocks(std::span<const features::ImageFeatures* const> images, const Use& use) {
    for (std::size_t k = 0; k < images.size(); k += kImagesPerSum)
        use(k, images.subspan(k, std::min(kImagesPerSum, images.size() - k)));
}

std::int64_t mostRegions(std::span<const features::ImageFeatures* const> images, std::size_t dimension) {
    std::size_t most = 0;
    for (const auto* image : images) most = std::max(most, image->vectors.size() / dimension);
    return static_cast<std::int64_t>(most);
}

}  // namespace

DualInputs fitDualInputs(std::span<const features::ImageFeatures* const> images, std::size_t dimension, int components,
                         double whitening) {
    DualInputs inputs;
    inputs.regions = fitStandardisation(images, dimension);
    const auto length = static_cast<std::int64_t>(dimension);

    std::vector<const features::ImageFeatures*> some;
    const std::size_t every = std::max<std::size_t>(1, images.size() / kImagesForComponents);
    for (std::size_t k = 0; k < images.size(); k += every) some.push_back(images[k]);
    const auto regions = mostRegions(some, dimension);
    auto gram = at::zeros({length, length});
    double rows = 0;
    forBlocks(some, [&](std::size_t, auto block) {
        const auto x = gatherRegions(block, regions, inputs.regions);
        gram.addmm_(x.t(), x);
        rows += static_cast<double>(x.size(0));
    });
    const auto [variances, directions] = at::linalg_eigh(gram / rows);  // ascending
    const auto kept = std::min<std::int64_t>(components, length);
    const auto variance = variances.narrow(0, length - kept, kept).clamp_min(1e-6);
    inputs.components = directions.narrow(1, length - kept, kept) * variance.pow(-whitening / 2);
    inputs.components = inputs.components / variance.pow(1 - whitening).mean().sqrt();

    std::vector<features::ImageFeatures> frames(images.size());
    std::vector<const features::ImageFeatures*> framePointers;
    for (std::size_t k = 0; k < images.size(); ++k) {
        frames[k].vectors = images[k]->vectors.subspan(0, dimension);
        frames[k].dimension = dimension;
        framePointers.push_back(&frames[k]);
    }
    inputs.frames = fitStandardisation(framePointers, dimension);
    return inputs;
}

MappedImages dualInputs(const DualInputs& inputs, std::span<const features::ImageFeatures* const> images,
                        std::int64_t regions) {
    const auto count = static_cast<std::int64_t>(images.size());
    auto mapped = at::empty({count, regions, inputs.components.size(1)}, at::kHalf);
    auto frames = at::empty({count, inputs.components.size(0)}, at::kHalf);
    forBlocks(images, [&](std::size_t k, auto block) {
        const auto first = static_cast<std::int64_t>(k), size = static_cast<std::int64_t>(block.size());
        const auto x = gatherRegions(block, regions, inputs.regions);
        mapped.narrow(0, first, size).copy_(at::mm(x, inputs.components).view({size, regions, -1}));
        frames.narrow(0, first, size).copy_(gatherRegions(block, 1, inputs.frames));
    });
    auto places = at::empty({count, regions, 5}, at::kFloat);
    float* to = places.data_ptr<float>();
    for (const auto* image : images) {
        const auto own = image->scoredPlaces();
        for (std::int64_t i = 0; i < regions; ++i, to += 5)
            std::ranges::copy(own.row(static_cast<std::size_t>(i) < own.rows ? static_cast<std::size_t>(i) : 0), to);
    }
    return {mapped, frames, places};
}

model::ConvWeights foldInputs(const DualInputs& inputs, const model::ConvWeights& weights) {
    const c10::NoGradGuard noGradients;
    auto folded = weights;
    folded.W_m = at::mm(weights.W_m, inputs.components.t());
    if (const auto few = weights.W_p.size(1) - inputs.components.size(1); few >= model::kPlaceValues)
        folded.W_p = at::cat({weights.W_p.narrow(1, 0, few),
                              at::mm(weights.W_p.narrow(1, few, inputs.components.size(1)), inputs.components.t())},
                             1);
    // x standardised as a region times r + shift is x standardised as a whole image.
    const auto deviation = rowOf(inputs.frames.deviation);
    const auto shift = (rowOf(inputs.regions.mean) - rowOf(inputs.frames.mean)) / deviation;
    folded.W_f = weights.W_f * (rowOf(inputs.regions.deviation) / deviation);
    folded.b_f = weights.b_f + at::mv(weights.W_f, shift);
    return folded;
}

}  // namespace legenda::trainers
