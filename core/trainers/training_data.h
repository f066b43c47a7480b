// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/features/feature_store.h"
#include "core/text/phrase.h"

#include <string>
#include <vector>

namespace legenda::trainers {

// One training image: its features (in the open store, which the caller keeps), raw sentences and annotated boxes.
struct TrainingImage {
    const features::ImageFeatures* features = nullptr;
    std::vector<std::string> sentences;
    std::vector<base::Box> boxes = {};  // relative to the image's size
    std::vector<text::Phrase> phrases = {};
};

// What a training reads: the job fills it from the project.
struct TrainingData {
    std::vector<TrainingImage> train;
    std::vector<TrainingImage> dev;
    features::Recipe recipe;
    std::string datasetName;  // "Flickr8K train"
    std::string splitHash;    // SHA-256 over the images' UUIDs of train and dev
};

}  // namespace legenda::trainers
