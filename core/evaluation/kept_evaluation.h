// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/evaluation.h"
#include "core/store/project_store.h"

namespace legenda::evaluation {

struct KeptEvaluation {
    store::EvaluationRecord record;  // id 0: it could not be kept, `notKept` says why
    nlohmann::json figures;
    std::string notKept;
};

// runEvaluation(), whose figures are kept in the project under the model's name.
base::Result<KeptEvaluation> runAndKeep(const EvaluateOptions& options, const std::string& modelName,
                                        const project::Resources& resources, const base::JobContext& context);

// Keeps figures that are there already.
base::Result<store::EvaluationRecord> keep(const std::filesystem::path& project,
                                           const store::EvaluationRecord& evaluation);

}  // namespace legenda::evaluation
