// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_store.h"
#include "core/model/aligner.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::inference {

// The hidden units and global embeddings of the images of a feature file by an alignment model, cached between searches
// in half precision: 2 (R P + g) bytes per image, 79 MB for 7,000 images of 20 regions by a model with P 256 and g 512.
// Not thread-safe.
class KeptVectors {
 public:
    struct Image {
        std::vector<std::uint16_t> units, frame;  // u [R, P] and g [g], float16
    };

    // Discards everything unless `source`, the name of the model and of the file's state, is unchanged.
    void keepFor(const std::string& source);
    // The values of the images, computing missing ones; valid until the next call of either.
    std::vector<const Image*> of(const model::Aligner& aligner, std::span<const features::ImageFeatures* const> images);
    std::size_t images() const { return kept_.size(); }

 private:
    const Image& keep(const std::string& uuid, Image image);

    std::string source_;
    std::unordered_map<std::string, Image> kept_;  // by uuid
    std::deque<Image> passing_;                    // values of the last call that exceeded the cache
    std::size_t bytes_ = 0;
};

}  // namespace legenda::inference
