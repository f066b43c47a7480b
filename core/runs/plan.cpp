// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/plan.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/listed.h"
#include "core/project/model_kind.h"
#include "core/project/project_path.h"
#include "core/runs/presets.h"
#include "core/runs/run_control.h"
#include "core/runs/run_state.h"
#include "core/runs/training_task.h"

#include <fmt/format.h>

#include <optional>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

namespace {

// An options file holds the keys at its top level or, like a preset and run.json, below "options".
base::Result<nlohmann::json> readOptionsFile(const fs::path& file) {
    LEGENDA_TRY(text, base::readFile(file));
    auto json = base::parseJson(*text, file.string());
    if (json && json->is_object() && json->contains("options") && (*json)["options"].is_object())
        return nlohmann::json((*json)["options"]);
    return json;
}

base::Result<nlohmann::json> mergedOptions(const TrainingTask& task, const TrainRequest& request,
                                           const PresetInfo& preset, const std::optional<RunPlan>& like) {
    nlohmann::json file = nlohmann::json::object();
    if (!request.optionsFile.empty()) {
        LEGENDA_TRY(read, readOptionsFile(request.optionsFile));
        file = std::move(*read);
    }
    const auto options = task.options(preset.architecture);
    auto status = options->read(preset.options, fmt::format("the preset {}", preset.name));
    if (status && like) status = options->read(like->options, "the options of the run " + request.like);
    if (status) status = options->read(file, request.optionsFile.string());
    for (const auto& [key, value] : request.set)
        if (status && key != "preset") status = options->set(key, value);
    if (!status) return base::pass(status);
    return options->toJson();
}

// The project of runs/ID.
fs::path projectOf(const fs::path& folder) {
    return folder.parent_path().parent_path();
}

// The plan of the run that the request names as its model.
base::Result<RunPlan> planToFollow(const TrainRequest& request) {
    LEGENDA_TRY(run, findRun(request.project, request.like));
    if (run->kind != request.kind)
        return fail(ErrorCode::Usage,
                    fmt::format("The run {} trains \"{}\", found \"{}\".", run->id, run->kind, request.kind));
    if (!request.preset.empty() && request.preset != run->preset)
        return fail(ErrorCode::Usage, fmt::format("A run like {} has its preset, {}: found \"{}\".", run->id,
                                                  run->preset, request.preset));
    return readPlan(runFolder(request.project, request.like));
}

}  // namespace

base::Result<RunPlan> planRun(const TrainRequest& asked, const project::Resources& resources,
                              const base::JobContext& context) {
    TrainRequest request = asked;
    std::optional<RunPlan> like;
    if (!request.like.empty()) {
        LEGENDA_TRY(read, planToFollow(request));
        like = std::move(*read);
        request.preset = like->preset;
        if (request.alignModel.empty()) request.alignModel = like->alignment;
    }
    const auto task = trainingTask(request.kind);
    if (!task)
        return fail(ErrorCode::Usage, fmt::format("The kind of training must be {}, found \"{}\".",
                                                  base::listed(project::trainingCommands()), request.kind));
    RunPlan plan;
    plan.kind = request.kind;
    const auto named = request.set.find("preset");
    LEGENDA_TRY(preset,
                findPreset(request.kind, named != request.set.end() ? named->second : request.preset, resources));
    plan.preset = preset->name;
    plan.architecture = preset->architecture;
    LEGENDA_TRY(options, mergedOptions(*task, request, *preset, like));
    plan.options = std::move(*options);
    if (auto completed = task->complete(plan, {request, *preset, resources, context}); !completed)
        return base::pass(completed);
    if (like && asked.recipe.empty() && asked.alignModel.empty()) plan.recipe = like->recipe;
    return plan;
}

base::Status writePlan(const RunPlan& plan, const fs::path& folder) {
    const nlohmann::json json{{"kind", plan.kind},
                              {"preset", plan.preset},
                              {"architecture", plan.architecture},
                              {"options", plan.options},
                              {"recipe", base::optionsToJson(plan.recipe)},
                              {"alignment", project::ProjectPath::of(projectOf(folder), plan.alignment).stored()}};
    return base::writeFileAtomically(folder / "run.json", json.dump(2) + "\n");
}

base::Result<RunPlan> readPlan(const fs::path& folder) {
    const auto file = folder / "run.json";
    LEGENDA_TRY(text, base::readFile(file));
    LEGENDA_TRY(json, base::parseJson(*text, file.string()));
    RunPlan plan;
    try {
        plan.kind = json->at("kind").get<std::string>();
        plan.preset = json->at("preset").get<std::string>();
        plan.architecture = json->value("architecture", "");
        plan.options = json->at("options");
        const project::ProjectPath alignment(json->at("alignment").get<std::string>());
        plan.alignment = alignment.in(projectOf(folder));
        // Version 0.1.0 wrote the path as it was typed.
        if (std::error_code ignored; alignment.isInside() && !fs::exists(plan.alignment, ignored))
            plan.alignment = alignment.stored();
        if (auto set = base::optionsFromJson(plan.recipe, json->at("recipe"), file.string()); !set)
            return base::pass(set);
    } catch (const nlohmann::json::exception& problem) {
        return fail(ErrorCode::BadInput, fmt::format("{} does not describe a run.", file.string()), problem.what());
    }
    return plan;
}

}  // namespace legenda::runs
