// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/training_task.h"

namespace legenda::runs {

// What trainings on pixels have in common: files that their options name are written by their whole path, since a run
// may go on from another folder; the recipe says nothing beyond the preset's.
base::Status completeOverPixels(RunPlan& plan, const PlanInputs& inputs);

}  // namespace legenda::runs
