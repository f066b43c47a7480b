// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/features/pixel_source.h"

#include <cstddef>
#include <string>
#include <vector>

namespace legenda::trainers {

// One picture with its annotated boxes.
struct BoxPicture {
    std::size_t number = 0;        // in the PixelSource
    std::vector<base::Box> boxes;  // relative to the image's size; none without area
    std::vector<double>
        mentions;  // number of mentions of each box; 0: it is learned, but not counted in the evaluation
};

// What a training of a region proposer reads: the job fills it from the project and keeps the source open.
struct BoxData {
    const features::PixelSource* pixels = nullptr;
    std::vector<BoxPicture> train, dev;
    std::string datasetName;  // "Flickr8K train"
    std::string splitHash;    // SHA-256 over the images' UUIDs of train and dev
    std::string setting;      // what network and boxes have seen of Entities, see CheckpointInfo
};

}  // namespace legenda::trainers
