// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/training_task.h"

#include <nlohmann/json.hpp>

namespace legenda::runs {

// From what a run was made, for its record:
//   {"version","torch","device","threads","preset","seed","split":{"train","dev"},"data","recipe","alignment"}
// split: numbers of images. data: SHA-256 over the UUIDs of the images of both splits and their sentences, so that two
// runs on the same data have the same one. recipe: hash of the feature file, null where the training reads pixels.
// alignment: the checkpoint whose segments are the training snippets, null where there is none.
nlohmann::json provenanceOf(const TrainingInputs& inputs, const LoadedTraining& loaded);

}  // namespace legenda::runs
