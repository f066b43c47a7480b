// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/features/pixel_source.h"
#include "core/text/phrase.h"

#include <cstddef>
#include <string>
#include <vector>

namespace legenda::trainers {

// One training picture with its raw sentences and its annotated boxes.
struct TrainingPicture {
    std::size_t number = 0;  // in the PixelSource
    std::vector<std::string> sentences;
    std::vector<base::Box> boxes;  // relative to the image's size: the whole image is {0, 0, 1, 1}; none without area
    std::vector<text::Phrase> phrases;
};

// What a training on pixels reads: the job fills it from the project and keeps the source open.
struct PictureData {
    const features::PixelSource* pixels = nullptr;
    std::vector<TrainingPicture> train, dev;
    std::string datasetName;  // "Flickr8K train"
    std::string splitHash;    // SHA-256 over the images' UUIDs of train and dev
};

}  // namespace legenda::trainers
