// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/kept_evaluation.h"

#include "core/evaluation/results/evaluation_record.h"

namespace legenda::evaluation {

namespace {

// "entities", "entities + better" of an ensemble, the file of another system's predictions.
std::string nameOf(const EvaluateOptions& options, const nlohmann::json& figures) {
    if (!options.from.empty()) return options.from.filename().string();
    const auto names = figures.value("name", nlohmann::json());
    if (names.is_string()) return names.get<std::string>();
    std::string all;
    for (const auto& name : names)
        if (name.is_string()) all += (all.empty() ? "" : " + ") + name.get<std::string>();
    return all;
}

}  // namespace

base::Result<store::EvaluationRecord> keep(const std::filesystem::path& project,
                                           const store::EvaluationRecord& evaluation) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    LEGENDA_TRY(row, store->addEvaluation(evaluation));
    restoreItems(project, evaluation.id, row->id);
    return row;
}

base::Result<KeptEvaluation> runAndKeep(const EvaluateOptions& options, const std::string& modelName,
                                        const project::Resources& resources, const base::JobContext& context) {
    LEGENDA_TRY(result, evaluate(options, resources, context));
    const auto name = modelName.empty() ? nameOf(options, result->figures) : modelName;
    auto record = keepResult(options, name, *result, context.stop);
    KeptEvaluation kept{{0,
                         options.task,
                         options.split,
                         name,
                         result->figures.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                         {}},
                        std::move(result->figures),
                        {},
                        std::move(result->items)};
    if (record)
        kept.record = std::move(*record);
    else
        kept.notKept = record.error().message;
    return kept;
}

}  // namespace legenda::evaluation
