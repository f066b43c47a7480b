// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backbone.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace legenda::model {

// Whether a recipe's backbone is such a file and not the name of a registered network.
bool isTorchScript(const std::string& backbone);

// A TorchScript module that maps float32 [N, 3, side, side] to maps [N, D, h, w] or to vectors [N, D], which count as
// maps of 1 x 1. Its input is RGB / 255, less the mean, divided by the deviation: those of ImageNet, or those of the
// archive's extra file "legenda.json", {"mean": [r, g, b], "std": [r, g, b]} in the same units. It has no classifier.
// It is tried on an input of each of the sides the caller will give it, so that a module that does not accept them is
// refused here and not at the first image.
base::Result<std::unique_ptr<LoadedBackbone>> loadTorchScript(const std::filesystem::path& file,
                                                              const std::vector<int>& sides);

}  // namespace legenda::model
