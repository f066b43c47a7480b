// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::project {

// The fraction of the images, in (0, 1], that is assigned to a split.
struct Share {
    std::string split;
    double part = 0;
};

// "train=0.8,dev=0.1,test=0.1". Errors (Usage): an unknown split, one named twice, parts that are not numbers in (0, 1]
// or add up to more than 1.
base::Result<std::vector<Share>> parseShares(const std::string& text);

// Gives every image a split by the shares, drawn by the seed from the images' names: the same images and seed give the
// same splits. The remaining images have no split.
std::vector<std::pair<std::int64_t, std::string>> shareOut(const std::vector<store::ImageRecord>& images,
                                                           const std::vector<Share>& shares, std::uint64_t seed);

// Error.key of a request for a split without images.
inline constexpr const char* kSplitEmpty = "split.empty";
// The BadInput error for a split without images.
base::Error emptySplit(const store::ProjectStore& project, const std::string& split);

}  // namespace legenda::project
