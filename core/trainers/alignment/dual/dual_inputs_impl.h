// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment/conv_net_impl.h"
#include "core/trainers/data/batch_data_impl.h"

#include <ATen/ATen.h>

#include <span>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// What is learned of the vectors before any training: affine maps, which W_m and W_f take in when a model is stored.
struct DualInputs {
    model::Standardisation regions;  // of all regions
    at::Tensor components;           // [D, C] of the standardised regions' vectors, scaled
    model::Standardisation frames;   // of the whole frames (region 0) alone
};

// C is the lesser of `components` and D. whitening: each component is divided by its deviation to this power; the mean
// deviation of all is then 1.
DualInputs fitDualInputs(std::span<const features::ImageFeatures* const> images, std::size_t dimension, int components,
                         double whitening);

struct MappedImages {
    at::Tensor regions;  // [K, R, C], float16 to spare memory
    at::Tensor frames;   // [K, D], standardised, float16
    at::Tensor places;   // [K, R, 5] of base::placesOf
};
// An image with fewer regions than R repeats its whole frame, which changes no maximum.
MappedImages dualInputs(const DualInputs& inputs, std::span<const features::ImageFeatures* const> images,
                        std::int64_t regions);

// The same network on vectors that are standardised as regions and not mapped any further.
model::ConvWeights foldInputs(const DualInputs& inputs, const model::ConvWeights& weights);

}  // namespace legenda::trainers
