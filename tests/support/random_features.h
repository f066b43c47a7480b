// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/features/feature_store.h"
#include "core/model/aligner.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <random>

namespace legenda::test {

// Fills the feature file of the model's recipe for every image of the project with random vectors: jobs that read
// features can be checked without computing any.
inline void fillWithRandomFeatures(const std::filesystem::path& project, const model::Aligner& aligner,
                                   std::size_t dimension) {
    constexpr std::size_t kRegions = 5;
    const auto& recipe = aligner.info().recipe;
    const auto file = features::FeatureStore::fileFor(project, recipe);
    auto store = must(features::FeatureStore::openForAppend(file, recipe, dimension));
    std::mt19937 random(7);
    std::uniform_real_distribution<float> value(0, 1);
    for (const auto& image : must(must(store::ProjectStore::open(project)).images())) {
        base::Matrix vectors(kRegions, dimension);
        for (float& x : vectors.data) x = value(random);
        std::vector<base::Box> boxes{{0, 0, 100, 80}};
        for (std::size_t r = 1; r < kRegions; ++r)
            boxes.push_back({static_cast<double>(r), 2.0 * static_cast<double>(r), 30, 20 + static_cast<double>(r)});
        must(store.append(image.uuid, must(base::sha256OfFile(image.file)), boxes, std::vector<float>(kRegions, 0.5F),
                          vectors));
    }
}

// Makes of the recipe's feature file one from before the recipe had a longestSide.
inline void makeFeaturesEarlier(const std::filesystem::path& project, const features::Recipe& recipe) {
    const auto file = features::FeatureStore::fileFor(project, recipe);
    const auto before = features::withoutLongestSide(recipe);
    {
        const auto from = must(features::FeatureStore::open(file));
        auto to = must(features::FeatureStore::openForAppend(features::FeatureStore::fileFor(project, before), before,
                                                             from.dimension()));
        for (const auto& image : must(must(store::ProjectStore::open(project)).images()))
            if (const auto* found = from.find(image.uuid))
                must(to.append(image.uuid, found->contentHash, found->boxes, found->scores, found->toFloat()));
    }
    std::filesystem::remove(file);
}

}  // namespace legenda::test
