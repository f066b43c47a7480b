// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/evaluate/comparison.h"
#include "ui/evaluate/evaluate_tables.h"

namespace legenda::ui {

// Results side by side: each with its figures and intervals, and below it the differences from the first with p, grey
// and "within noise" where they are. One that cannot be compared says why. Results of another task than the first's
// have no figures in its columns.
EvaluationTable comparisonTable(const std::vector<ComparedResult>& results);

}  // namespace legenda::ui
