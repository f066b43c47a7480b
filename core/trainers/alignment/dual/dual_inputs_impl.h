// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment/conv_net_impl.h"
#include "core/trainers/data/batch_data_impl.h"

#include <ATen/ATen.h>

#include <span>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// Standardisation and principal components of the vectors, computed before training: affine maps, which are folded into
// W_m and W_f when a model is stored.
struct DualInputs {
    model::Standardisation regions;  // of all regions
    at::Tensor components;           // [D, C] of the standardised regions' vectors, scaled
    model::Standardisation frames;   // of the whole images (region 0) alone
};

// C is the lesser of `components` and D. whitening: each component is divided by its standard deviation to this power;
// the mean standard deviation is then 1.
DualInputs fitDualInputs(std::span<const features::ImageFeatures* const> images, std::size_t dimension, int components,
                         double whitening);

struct MappedImages {
    at::Tensor regions;  // [K, R, C], float16 to spare memory
    at::Tensor frames;   // [K, D], standardised, float16
    at::Tensor places;   // [K, R, 5] of base::placesOf
};
// An image with fewer regions than R repeats its whole-image region, which leaves every maximum unchanged.
MappedImages dualInputs(const DualInputs& inputs, std::span<const features::ImageFeatures* const> images,
                        std::int64_t regions);

// The network with these maps folded into it, for vectors that are standardised as regions.
model::ConvWeights foldInputs(const DualInputs& inputs, const model::ConvWeights& weights);

}  // namespace legenda::trainers
