// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/training_task.h"

namespace legenda::runs {

// The common part of trainings on pixels: files named by their options are stored with their absolute paths, since a
// run may be resumed from another folder; the recipe is the preset's.
base::Status completeOverPixels(RunPlan& plan, const PlanInputs& inputs);

}  // namespace legenda::runs
