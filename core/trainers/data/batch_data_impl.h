// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_store.h"
#include "core/model/checkpoint.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <span>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// Mean and standard deviation of each dimension over all regions of the images; a dimension that never changes gets 1.
model::Standardisation fitStandardisation(std::span<const features::ImageFeatures* const> images,
                                          std::size_t dimension);

// Standardised vectors of a batch, [images * regions, D]; an image with fewer regions repeats its whole-image region,
// which leaves every maximum unchanged. drop > 0: inverted dropout drawn from `key` (a function of the element's place:
// no thread count changes it).
at::Tensor gatherRegions(std::span<const features::ImageFeatures* const> images, std::int64_t regions,
                         const model::Standardisation& statistics, double drop = 0, std::uint64_t key = 0);

// The key of one step's draws for one purpose.
std::uint64_t drawKey(std::int64_t seed, const char* purpose, int epoch, std::int64_t step);

// A mask of inverted dropout: 0 or 1 / (1 - drop). [rows, columns]
at::Tensor dropoutMask(std::int64_t rows, std::int64_t columns, double drop, std::uint64_t key);

// One pair of a batch.
struct Pair {
    std::size_t image = 0;
    std::size_t sentence = 0;
};
// The batches of one epoch: every sentence once, in as many passes over the shuffled images as an image has sentences
// at most; within a pass each image occurs once, and a pass is cut into batches of nearly equal size of at most
// `batch`. A function of (seed, epoch).
std::vector<std::vector<Pair>> alignBatches(std::span<const std::size_t> sentencesOfImage, std::size_t batch,
                                            std::uint64_t seed, int epoch);

}  // namespace legenda::trainers
