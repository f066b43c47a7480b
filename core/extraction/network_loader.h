// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/features/recipe.h"
#include "core/model/backbone.h"
#include "core/model/proposer.h"
#include "core/project/resources.h"

#include <memory>

namespace legenda::extraction {

// The backbone that a recipe names: built in, shipped beside these, or a file of the user's. Fills the recipe's
// backboneHash, and setting; makes the path of a file absolute. device: as resolveDevice() gives it; a TorchScript file
// stays on the CPU. BadInput: there is none; it is not that of a backboneHash that was there before.
base::Result<std::unique_ptr<model::LoadedBackbone>> loadNetwork(features::Recipe& recipe,
                                                                 const project::Resources& resources,
                                                                 const std::string& device = "cpu");

// The region proposer of a recipe whose backboneHash is filled: the file it names, else the shipped one that fits.
// Fills proposalsHash and raises the setting. Unsupported: none is shipped for the backbone; BadInput: it was trained
// on another backbone or for another input size, or is not that of a proposalsHash that was there before.
base::Result<model::Proposer> loadProposer(features::Recipe& recipe, const project::Resources& resources,
                                           const std::string& device = "cpu");

}  // namespace legenda::extraction
