// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_store.h"

#include <filesystem>
#include <optional>
#include <string>

namespace legenda::features {

// The features that a project has by the same recipe without its longestSide, as version 0.1.0 made them. Where a
// picture fits within longestSide both recipes give the same vectors, so that these need not be computed again.
class EarlierFeatures {
 public:
    // Without a value: the recipe has no longestSide, or there is no such file that can be read.
    static std::optional<EarlierFeatures> open(const std::filesystem::path& project, const Recipe& recipe);

    // nullptr where the image is not there, or is larger. Valid while this is open.
    const ImageFeatures* find(const std::string& imageUuid) const;

    const std::filesystem::path& file() const { return file_; }
    FeatureStore takeStore() && { return std::move(store_); }

 private:
    EarlierFeatures(std::filesystem::path file, FeatureStore store, int longestSide)
        : file_(std::move(file)), store_(std::move(store)), longestSide_(longestSide) {}

    std::filesystem::path file_;
    FeatureStore store_;
    int longestSide_;
};

}  // namespace legenda::features
