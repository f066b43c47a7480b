// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/listed.h"
#include "core/evaluation/common.h"
#include "core/evaluation/evaluation_task.h"
#include "core/evaluation/score.h"
#include "core/live/live_model.h"
#include "core/project/model_names.h"
#include "core/runtime/compute_threads.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <system_error>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

// The values of --truth of all tasks.
std::vector<std::string> truths() {
    std::vector<std::string> all;
    for (const auto& task : tasks())
        for (const auto& truth : task.truths)
            if (std::ranges::find(all, truth) == all.end()) all.push_back(truth);
    return all;
}

base::Status checkTruth(const EvaluateOptions& options) {
    const auto known = truths();
    if (std::ranges::find(known, options.truth) == known.end())
        return base::fail(ErrorCode::Usage,
                          fmt::format("--truth: expected {}, found {}.", base::listed(known), options.truth));
    std::vector<std::string> fitting;
    for (const auto& task : tasks())
        if (std::ranges::find(task.truths, options.truth) != task.truths.end()) fitting.push_back(task.name);
    if (options.truth == EvaluateOptions{}.truth || std::ranges::find(fitting, options.task) != fitting.end())
        return {};
    return base::fail(ErrorCode::Usage, fmt::format("--truth {} goes with evaluate {}, not with {}.", options.truth,
                                                    base::listed(fitting), options.task));
}

base::Status checkOptions(const EvaluateOptions& options) {
    if (options.split.empty()) return base::fail(ErrorCode::Usage, "evaluate needs --split.");
    if (auto fits = checkTruth(options); !fits) return fits;
    if (!options.from.empty() && !options.predictions.empty())
        return base::fail(
            ErrorCode::Usage,
            "--from scores another system's predictions and --predictions writes ours: give one of them.");
    if (!options.from.empty() && !options.models.empty())
        return base::fail(ErrorCode::Usage, "--from scores another system's predictions: it goes without --model.");
    if (!options.program.empty() && (!options.from.empty() || !options.models.empty()))
        return base::fail(ErrorCode::Usage, "--model exec:COMMAND goes alone: without --from and other models.");
    if (options.beam < 1)
        return base::fail(ErrorCode::Usage, fmt::format("--beam: expected 1 or more, found {}.", options.beam));
    if (!options.against.empty() && options.against == options.from)
        return base::fail(ErrorCode::Usage, "--against names the predictions of --from themselves.");
    if (!options.predictions.empty()) return base::checkWritable(options.predictions);
    return {};
}

Result<TaskPtr> taskOf(const std::string& name) {
    for (auto& task : evaluationTasks())
        if (task->info().name == name) return std::move(task);
    std::vector<std::string> known;
    for (const auto& task : tasks()) known.push_back(task.name);
    return base::fail(ErrorCode::Usage, fmt::format("evaluate: expected {}, found {}.", base::listed(known), name));
}

// {"setting", "checkpoint", "name", "seed"} of the models: lists where there are several, nulls for another system's
// output.
json modelsToJson(const std::vector<model::CheckpointInfo>& models) {
    json setting = json::array(), checkpoint = json::array(), seed = json::array(), name = json::array();
    for (const auto& info : models) {
        setting.push_back(info.setting);
        checkpoint.push_back(info.hash);
        seed.push_back(info.seed);
        name.push_back(project::modelName(info.path, info.kind));
    }
    const auto shown = [](const json& list) {
        return list.empty() ? json(nullptr) : list.size() == 1 ? list.front() : list;
    };
    return {
        {"setting", shown(setting)}, {"checkpoint", shown(checkpoint)}, {"name", shown(name)}, {"seed", shown(seed)}};
}

// The task's figures and the common entries of every evaluation. A task without a section per system names the model by
// its hash.
json toJson(const Evaluation& evaluation, const Report& report) {
    json out = report.figures->toJson();
    out.update(modelsToJson(report.models));
    if (!report.program.empty()) {
        out["name"] = report.program;
        out["program"] = report.program;  // never its command, which may hold a key
    }
    out["split"] = evaluation.options.split;
    if (evaluation.meteor) out["tokenizer"] = "ptb";
    if (evaluation.options.lexicon) out["lexicon"] = true;
    if (evaluation.from) {
        out["from"] = evaluation.from->name;
        out["from_format"] = evaluation.from->format;
        out["checkpoint"] = evaluation.from->sha256;
    } else if (!evaluation.options.from.empty()) {
        out["from"] = evaluation.options.from.filename().string();
        if (auto hash = base::sha256OfFile(evaluation.options.from)) out["checkpoint"] = *hash;
    }
    if (!out.contains("model")) out["model"] = report.program.empty() ? out["checkpoint"] : json(report.program);
    if (!evaluation.absent.empty()) out["absent"] = evaluation.absent;
    if (!evaluation.skipped.empty()) {
        out["skipped"] = json::array();
        for (const auto& [image, why] : evaluation.skipped) out["skipped"].push_back({{"image", image}, {"why", why}});
    }
    return out;
}

// A set of the project stands before a file of the same name, which can be named with its folder.
Result<std::optional<store::PredictionSetRecord>> setOf(const store::ProjectStore& project,
                                                        const std::filesystem::path& from) {
    LEGENDA_TRY(set, project.predictions().find(from.string()));
    std::error_code failure;
    if (from.empty() || *set || std::filesystem::exists(from, failure)) return std::move(*set);
    return base::fail(ErrorCode::Io, fmt::format("{} does not exist, and the project has no predictions of this name.",
                                                 from.string()));
}

// The same evaluation of what `against` names: a program, a checkpoint, or else predictions.
Result<EvaluateOptions> optionsOfOther(const EvaluateOptions& options) {
    EvaluateOptions other = options;
    other.predictions.clear();
    other.against.clear();
    other.models.clear();
    other.from.clear();
    other.program.clear();
    if (auto command = live::commandOf(options.against.string()))
        other.program = std::move(*command);
    else if (model::readCheckpointHeader(options.against))
        other.models = {options.against};
    else
        other.from = options.against;
    // Before the first system is evaluated, which may take long.
    LEGENDA_TRY(project, store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read));
    if (auto there = setOf(*project, other.from); !there) return base::pass(there);
    return other;
}

std::string otherName(const EvaluateOptions& other, const json& figures) {
    if (!other.from.empty()) return other.from.filename().string();
    return figures["name"].is_string() ? figures["name"].get<std::string>() : std::string("the other");
}

// The figures of one system with their intervals. before: of the system that it is compared with; nullptr: not yet.
Result<EvaluationResult> evaluateOne(const EvaluateOptions& options, const project::Resources& resources,
                                     const base::JobContext& context, const EvaluationResult* before = nullptr) {
    LEGENDA_TRY(task, taskOf(options.task));
    runtime::setComputeThreads(options.threads);
    LEGENDA_TRY(project, store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(from, setOf(*project, options.from));
    Evaluation evaluation{options, resources, context, std::move(*project)};
    evaluation.from = std::move(*from);
    evaluation.before = before;
    if ((*task)->readsMeteor()) {
        LEGENDA_TRY(meteor, loadMeteor(resources));
        evaluation.meteor = std::move(*meteor);
    }
    LEGENDA_TRY(report, (*task)->evaluate(evaluation));
    if (context.stopped()) return base::JobContext::cancelled();
    EvaluationResult result{toJson(evaluation, *report), std::move(report->items), std::move(report->samples)};
    if (auto added = addIntervals(result.figures, result.samples, context); !added) return base::pass(added);
    return result;
}

}  // namespace

std::vector<TaskInfo> tasks() {
    std::vector<TaskInfo> all;
    for (const auto& task : evaluationTasks()) all.push_back(task->info());
    std::ranges::stable_sort(all, {}, &TaskInfo::order);
    return all;
}

Result<EvaluationResult> evaluate(const EvaluateOptions& options, const project::Resources& resources,
                                  const base::JobContext& context) {
    try {
        if (auto fits = checkOptions(options); !fits) return base::pass(fits);
        if (options.against.empty()) return evaluateOne(options, resources, context);
        LEGENDA_TRY(other, optionsOfOther(options));
        // Predictions first: what is wrong with them is found before a model's long work.
        const bool first = !other->from.empty();
        Result<EvaluationResult> others;
        if (first) others = evaluateOne(*other, resources, context);
        if (!others) return base::pass(others);
        LEGENDA_TRY(result, evaluateOne(options, resources, context, first ? &*others : nullptr));
        if (!first) others = evaluateOne(*other, resources, context, &*result);
        if (!others) return base::pass(others);
        result->against = otherName(*other, others->figures);
        if (auto added = addComparison(result->figures, result->samples, result->against, others->samples, context);
            !added)
            return base::pass(added);
        return result;
    } catch (const std::exception& problem) {
        return base::fail(ErrorCode::Internal, fmt::format("evaluate {} failed.", options.task), problem.what());
    }
}

Result<json> runEvaluation(const EvaluateOptions& options, const project::Resources& resources,
                           const base::JobContext& context) {
    LEGENDA_TRY(result, evaluate(options, resources, context));
    return std::move(result->figures);
}

}  // namespace legenda::evaluation
