// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_store.h"
#include "core/model/checkpoint.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <string>
#include <vector>

// What a caption model learns from, as tensors. Includes ATen: for .cpp files only.
namespace legenda::trainers {

// What the network describes: one region of one image.
struct CaptionItem {
    const features::ImageFeatures* features = nullptr;
    int region = 0;
    std::vector<std::string> texts{};  // dev: the references of greedy captions
};

struct CaptionSentence {
    std::size_t item = 0;
    std::vector<int> words{};
};

// Images and regions alike: vectors looked up by item, sentences by number.
struct CaptionSet {
    std::vector<CaptionItem> items;
    std::vector<CaptionSentence> sentences;
};

// Vectors of items [N, D] or [N, 2 D] on the CPU, not standardised.
at::Tensor itemVectors(const std::vector<const CaptionItem*>& items, bool context);

// All regions of the items' images with their box geometry [N, R, D + 4] on the CPU, not standardised; an image with
// fewer regions shows its first one again.
at::Tensor itemRegions(const std::vector<const CaptionItem*>& items);
model::Standardisation fitRegionStandardisation(const std::vector<CaptionItem>& items);

// Mean and standard deviation of each input dimension over the items; a dimension that hardly varies gets 1.
model::Standardisation fitStandardisation(const std::vector<CaptionItem>& items, bool context);

}  // namespace legenda::trainers
