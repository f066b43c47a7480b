// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/evaluate/results_list.h"

namespace legenda::test {

// A result on the split dev as an evaluation would add it to the list.
inline ui::EvaluationResult resultOf(const char* task, const char* model, nlohmann::json figures) {
    ui::EvaluationResult result;
    result.task = task;
    result.split = "dev";
    result.model = model;
    result.at = "2026-11-24T09:30:00Z";
    result.figures = std::move(figures);
    return result;
}

}  // namespace legenda::test
