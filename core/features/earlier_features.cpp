// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/earlier_features.h"

#include <algorithm>

namespace legenda::features {

std::optional<EarlierFeatures> EarlierFeatures::open(const std::filesystem::path& project, const Recipe& recipe) {
    if (recipe.longestSide == 0) return {};
    auto file = FeatureStore::fileFor(project, withoutLongestSide(recipe));
    if (std::error_code missing; !std::filesystem::exists(file, missing)) return {};
    auto store = FeatureStore::open(file);
    if (!store) return {};
    return EarlierFeatures(std::move(file), std::move(*store), recipe.longestSide);
}

const ImageFeatures* EarlierFeatures::find(const std::string& imageUuid) const {
    const auto* found = store_.find(imageUuid);
    if (found == nullptr || found->boxes.empty()) return nullptr;
    const auto& frame = found->boxes.front();
    return std::max(frame.w, frame.h) > longestSide_ ? nullptr : found;
}

}  // namespace legenda::features
