// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/dev_vectors.h"

namespace legenda::runs {

using features::FeatureStore;

std::optional<DevVectors> DevVectors::of(const LoadedData& loaded, const features::Recipe& recipe,
                                         const std::filesystem::path& project) {
    DevVectors dev;
    if (recipe.hash() != loaded.data.recipe.hash()) {
        auto opened = FeatureStore::open(FeatureStore::fileFor(project, recipe));
        if (!opened) return {};
        dev.store_.emplace(std::move(*opened));
    }
    for (const auto& image : loaded.data.dev) {
        const auto* found = dev.store_ ? dev.store_->find(image.features->image) : image.features;
        if (!found) return {};
        dev.images_.push_back(found);
    }
    return dev;
}

void appendRow(base::Matrix& to, std::span<const float> row) {
    to.cols = row.size();
    to.data.insert(to.data.end(), row.begin(), row.end());
    ++to.rows;
}

}  // namespace legenda::runs
