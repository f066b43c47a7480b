// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/feature_files.h"

#include "core/base/file_hashes.h"

#include <fmt/format.h>

namespace legenda::inference {

namespace fs = std::filesystem;
using features::FeatureStore;

// Interval between two checks of a feature file that another job may be filling: opening it means reading all of it.
constexpr auto kLookAgain = std::chrono::seconds(2);

const FeatureStore* FeatureFiles::of(const features::Recipe& recipe) {
    if (project_.empty()) return nullptr;
    const std::string hash = recipe.hash();
    const fs::path file = FeatureStore::fileFor(project_, recipe);
    const auto known = open_.find(hash);
    const auto now = std::chrono::steady_clock::now();
    if (known != open_.end() && now - known->second.looked < kLookAgain) return &known->second.store;
    std::error_code missing;
    const Facts facts{fs::file_size(file, missing), fs::last_write_time(file, missing)};
    if (missing) return nullptr;
    if (known != open_.end() && known->second.facts == facts) {
        known->second.looked = now;
        return &known->second.store;
    }
    // Taken before the file is read; a file changed so recently that a further change might not be noticed has none.
    auto state = base::fileStamp(file);
    if (state.empty()) state = fmt::format("opened {}", ++opened_);
    auto found = FeatureStore::open(file);
    if (!found) return nullptr;
    return &open_.insert_or_assign(hash, Open{std::move(*found), facts, std::move(state), now}).first->second.store;
}

std::string FeatureFiles::stateOf(const features::Recipe& recipe) const {
    const auto open = open_.find(recipe.hash());
    return open == open_.end() ? std::string() : open->second.state;
}

}  // namespace legenda::inference
