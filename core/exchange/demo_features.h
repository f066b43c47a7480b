// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/resources.h"

#include <string>
#include <vector>

namespace legenda::store {
class ProjectStore;
}

// The features of the demo's photographs by the shipped models: datasets/demo/features/HASH.lgf, one file per recipe. A
// record is found by the content of its photograph, never by its name.
namespace legenda::exchange {

// The name of a photograph's record: half of the SHA-256 of its file (the record holds all of it).
std::string shippedFeatureName(const std::string& contentHash);

// Gives the project's images the shipped features of their photographs, where there are any.
base::Status addShippedFeatures(const project::Resources& resources, store::ProjectStore& project);

// Computes the features of the demo by the recipes of the shipped alignment, caption and region models, and writes
// them in the place of those that are shipped. To be run after a change of a recipe, a backbone or a photograph.
// Returns the hashes of the recipes.
base::Result<std::vector<std::string>> remakeShippedFeatures(const project::Resources& resources,
                                                             const base::JobContext& context);

}  // namespace legenda::exchange
