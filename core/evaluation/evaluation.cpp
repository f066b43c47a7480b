// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation.h"

#include "core/base/files.h"
#include "core/evaluation/common.h"
#include "core/evaluation/score.h"
#include "core/runtime/compute_threads.h"

#include <fmt/format.h>

#include <exception>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;

namespace {

base::Status checkOptions(const EvaluateOptions& options) {
    if (options.split.empty()) return base::fail(ErrorCode::Usage, "evaluate needs --split.");
    if (options.truth != "entities" && options.truth != "snippets")
        return base::fail(ErrorCode::Usage,
                          fmt::format("--truth: expected entities or snippets, found {}.", options.truth));
    if (options.truth == "snippets" && options.task != "regions")
        return base::fail(ErrorCode::Usage,
                          fmt::format("--truth snippets goes with evaluate regions, not with {}.", options.task));
    if (!options.from.empty() && !options.predictions.empty())
        return base::fail(
            ErrorCode::Usage,
            "--from scores another system's predictions and --predictions writes ours: give one of them.");
    if (!options.from.empty() && !options.models.empty())
        return base::fail(ErrorCode::Usage, "--from scores another system's predictions: it goes without --model.");
    if (options.beam < 1)
        return base::fail(ErrorCode::Usage, fmt::format("--beam: expected 1 or more, found {}.", options.beam));
    if (!options.predictions.empty()) return base::checkWritable(options.predictions);
    return {};
}

Result<nlohmann::json> dispatch(Evaluation& evaluation) {
    const auto& task = evaluation.options.task;
    if (task == "retrieval") return evaluateRetrieval(evaluation);
    if (task == "grounding") return evaluateGrounding(evaluation);
    if (task == "captions") return evaluateCaptions(evaluation);
    if (task == "regions") return evaluateRegions(evaluation);
    return base::fail(ErrorCode::Usage,
                      fmt::format("evaluate: expected retrieval, grounding, captions or regions, found {}.", task));
}

}  // namespace

Result<nlohmann::json> runEvaluation(const EvaluateOptions& options, const project::Resources& resources,
                                     const base::JobContext& context) {
    if (auto fits = checkOptions(options); !fits) return base::pass(fits);
    runtime::setComputeThreads(options.threads);
    auto project = store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read);
    if (!project) return base::pass(project);
    Evaluation evaluation{options, resources, context, std::move(*project)};
    if (options.task == "captions" || options.task == "regions") {
        auto meteor = loadMeteor(resources);
        if (!meteor) return base::pass(meteor);
        evaluation.meteor = std::move(*meteor);
    }
    try {
        auto figures = dispatch(evaluation);
        if (figures && context.stopped()) return base::JobContext::cancelled();
        return figures;
    } catch (const std::exception& problem) {
        return base::fail(ErrorCode::Internal, fmt::format("evaluate {} failed.", options.task), problem.what());
    }
}

}  // namespace legenda::evaluation
