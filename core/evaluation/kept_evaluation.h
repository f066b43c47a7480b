// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/evaluation.h"
#include "core/store/project_store.h"

namespace legenda::evaluation {

struct KeptEvaluation {
    store::EvaluationRecord record;  // id 0: it could not be stored, `notKept` gives the reason
    nlohmann::json figures;
    std::string notKept;
    std::vector<ItemList> items{};
};

// Runs evaluate() and stores its figures and items in the project under the model's name; empty: as the figures name
// it. See evaluation_record.h.
base::Result<KeptEvaluation> runAndKeep(const EvaluateOptions& options, const std::string& modelName,
                                        const project::Resources& resources, const base::JobContext& context);

// Stores the figures of a removed evaluation again, with its items where it was the last one removed.
base::Result<store::EvaluationRecord> keep(const std::filesystem::path& project,
                                           const store::EvaluationRecord& evaluation);

}  // namespace legenda::evaluation
