// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/kept_evaluation.h"

namespace legenda::evaluation {

base::Result<store::EvaluationRecord> keep(const std::filesystem::path& project,
                                           const store::EvaluationRecord& evaluation) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    return store->addEvaluation(evaluation);
}

base::Result<KeptEvaluation> runAndKeep(const EvaluateOptions& options, const std::string& modelName,
                                        const project::Resources& resources, const base::JobContext& context) {
    LEGENDA_TRY(figures, runEvaluation(options, resources, context));
    KeptEvaluation kept{{0, options.task, options.split, modelName, figures->dump(), {}}, std::move(*figures), {}};
    auto record = keep(options.project, kept.record);
    if (record)
        kept.record = std::move(*record);
    else
        kept.notKept = record.error().message;
    return kept;
}

}  // namespace legenda::evaluation
