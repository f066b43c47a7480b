// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/training_data.h"

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace legenda::runs {

// The dev images' vectors by a recipe: the run's own, or from another feature file of the project that holds all of
// them.
class DevVectors {
 public:
    // None: the project has no such file.
    static std::optional<DevVectors> of(const LoadedData& loaded, const features::Recipe& recipe,
                                        const std::filesystem::path& project);
    const features::ImageFeatures& operator[](std::size_t image) const { return *images_[image]; }

 private:
    std::optional<features::FeatureStore> store_;
    std::vector<const features::ImageFeatures*> images_;
};

// Adds a row to a matrix [N, D] whose D it sets.
void appendRow(base::Matrix& to, std::span<const float> row);

}  // namespace legenda::runs
