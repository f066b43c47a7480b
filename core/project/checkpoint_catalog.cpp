// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/checkpoint_catalog.h"

#include "core/base/file_hashes.h"
#include "core/base/listed.h"
#include "core/project/model_names.h"
#include "core/project/project_path.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace legenda::project {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using Origin = ListedModel::Origin;

namespace {

constexpr const char* kSuffix = ".safetensors";
constexpr const char* kShipped = "shipped";
// The default shipped file of each kind: its name between the kind and the suffix.
constexpr const char* kDefaults[] = {"entities", "better", "paper"};

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool same(const fs::path& a, const fs::path& b) {
    std::error_code ignored;
    return a == b || fs::equivalent(a, b, ignored);
}

std::optional<double> figureOf(const model::CheckpointInfo& info, const std::string& metric) {
    const auto found = info.figures.is_object() ? info.figures.find(metric) : info.figures.end();
    if (found == info.figures.end() || !found->is_number()) return {};
    return found->get<double>();
}

// "flickr8k dev" of a training on "flickr8k train".
std::string devOf(const std::string& dataset) {
    const std::string train = " train";
    return dataset.ends_with(train) ? dataset.substr(0, dataset.size() - train.size()) + " dev" : dataset;
}

}  // namespace

std::string titleOf(const ListedModel& model) {
    return modelTitle(model.name, model.info.setting);
}

std::string figuresOf(const ListedModel& model) {
    if (!model.figure) return "no dev figure";
    const std::string own = figureText(model.metric, *model.figure);
    if (model.origin != Origin::Run) return fmt::format("{} on {}", own, devOf(model.info.dataset));
    std::string text = model.devImages > 0 ? fmt::format("{} on {} dev images", own, model.devImages) : own;
    if (model.devImages > 0 && !model.comparable()) text += ", not comparable";
    return text + (model.shippedFigure ? "; shipped " + figureText(model.metric, *model.shippedFigure)
                                       : std::string("; shipped model not evaluated"));
}

CheckpointCatalog::CheckpointCatalog(fs::path shipped) : shipped_(std::move(shipped)) {}

// --- files

template <class T>
T CheckpointCatalog::remembered(const fs::path& file, std::optional<T> Known::*what, T (*read)(const fs::path&)) const {
    const std::string stamp = base::fileStamp(file);
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(file);
        if (!stamp.empty() && found != known_.end() && found->second.stamp == stamp && found->second.*what)
            return *(found->second.*what);
    }
    T answer = read(file);
    if (stamp.empty()) return answer;
    const std::lock_guard lock(mutex_);
    auto& known = known_[file];
    if (known.stamp != stamp) known = {stamp, {}, {}};
    known.*what = answer;
    return answer;
}

Result<model::CheckpointInfo> CheckpointCatalog::headerOf(const fs::path& file) const {
    return remembered(file, &Known::header, &model::readCheckpointHeader);
}

base::Status CheckpointCatalog::checkWhole(const fs::path& file) const {
    return remembered(file, &Known::whole, &model::checkCheckpoint);
}

std::vector<fs::path> CheckpointCatalog::shippedFiles(ModelKind kind) const {
    const std::string prefix = infoOf(kind).key + "-";
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(shipped_, ignored))
        if (entry.path().extension() == kSuffix && entry.path().filename().string().starts_with(prefix))
            files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto* preset : kDefaults) {
        const auto used = std::ranges::find(files, shipped_ / (prefix + preset + kSuffix));
        if (used == files.end()) continue;
        std::rotate(files.begin(), used, used + 1);
        break;
    }
    return files;
}

Result<ModelInUse> CheckpointCatalog::shippedModel(ModelKind kind) const {
    const auto files = shippedFiles(kind);
    if (files.empty())
        return base::failWithRemedy(
            ErrorCode::BadInput, kModelMissing,
            fmt::format("There is no {} model: none is shipped in {}, and none was chosen.", infoOf(kind).noun,
                        shipped_.string()),
            fmt::format("\"legenda-cli train {} PROJECT --use\" makes one; --model names another file.",
                        infoOf(kind).command));
    return named(files.front(), kind);
}

Result<ModelInUse> CheckpointCatalog::named(const fs::path& file, ModelKind kind) const {
    const auto& wanted = infoOf(kind);
    LEGENDA_TRY(info, headerOf(file));
    if (info->kind != wanted.key)
        return fail(ErrorCode::BadInput, fmt::format("{} is a checkpoint of kind \"{}\", expected \"{}\".",
                                                     file.string(), info->kind, wanted.key));
    return ModelInUse{kind, file, modelName(file, wanted.key), info->setting, {}};
}

// --- what is in use

fs::path CheckpointCatalog::fileOf(const store::ModelInUseRecord& record, const fs::path& project) const {
    return record.origin == kShipped ? shipped_ / record.path : ProjectPath(record.path).in(project);
}

Result<ModelInUse> CheckpointCatalog::chosenModel(const fs::path& file, ModelKind kind) const {
    auto model = named(file, kind);
    if (!model) return model;
    if (auto sound = checkWhole(file); !sound) return base::pass(sound);
    return model;
}

Result<ModelInUse> CheckpointCatalog::inUse(const store::ProjectStore* project, ModelKind kind) const {
    if (!project) return shippedModel(kind);
    LEGENDA_TRY(records, project->modelsInUse());
    const auto record = std::ranges::find(*records, infoOf(kind).key, &store::ModelInUseRecord::kind);
    if (record == records->end()) return shippedModel(kind);
    auto chosen = chosenModel(fileOf(*record, project->folder()), kind);
    if (chosen) return chosen;
    auto shipped = shippedModel(kind);
    if (!shipped) return base::pass(chosen);
    shipped->problem =
        fmt::format("The {} model chosen for {} cannot be used, so the shipped model {} is taken: {}",
                    infoOf(kind).noun, project->folder().filename().string(), shipped->name, chosen.error().message);
    return shipped;
}

Result<std::map<ModelKind, ModelInUse>> CheckpointCatalog::allInUse(const store::ProjectStore* project) const {
    std::map<ModelKind, ModelInUse> all;
    for (const auto kind : answeringKinds()) {
        auto used = inUse(project, kind);
        if (used)
            all.emplace(kind, std::move(*used));
        else if (used.error().code != ErrorCode::BadInput)
            return base::pass(used);
    }
    return all;
}

// --- the list

void CheckpointCatalog::addShipped(ModelKind kind, std::vector<ListedModel>& models) const {
    for (const auto& file : shippedFiles(kind)) {
        auto info = headerOf(file);
        if (!info || info->kind != infoOf(kind).key) continue;
        ListedModel model;
        model.kind = kind;
        model.id = file.stem().string();
        model.name = modelName(file, info->kind);
        model.file = file;
        model.metric = infoOf(kind).metric;
        model.figure = figureOf(*info, model.metric);
        model.info = std::move(*info);
        models.push_back(std::move(model));
    }
}

base::Status CheckpointCatalog::addRuns(const store::ProjectStore& project, ModelKind kind,
                                        std::vector<ListedModel>& models) const {
    LEGENDA_TRY(runs, project.runs());
    LEGENDA_TRY(comparisons, project.comparisons());
    std::optional<model::CheckpointInfo> shippedInfo;
    if (const auto shipped = shippedModel(kind))
        if (auto header = headerOf(shipped->file)) shippedInfo = std::move(*header);
    for (const auto& run : *runs) {
        if (run.kind != infoOf(kind).command || run.checkpoint.empty()) continue;
        ListedModel model;
        model.kind = kind;
        model.origin = Origin::Run;
        model.id = run.id;
        model.file = ProjectPath(run.checkpoint).in(project.folder());
        auto info = headerOf(model.file);
        if (!info || info->kind != infoOf(kind).key) continue;
        model.name = run.id;
        model.metric = run.bestMetric;
        if (!run.bestMetric.empty() && std::isfinite(run.bestValue)) model.figure = run.bestValue;
        const auto compared = std::ranges::find(*comparisons, run.id, &store::RunComparisonRecord::run);
        if (compared != comparisons->end()) {
            model.devImages = compared->images;
            model.shippedFigure = compared->value;
        }
        // Trained on the very same images as the shipped model was.
        if (shippedInfo && !model.shippedFigure && info->parents.contains("splits") &&
            info->parents["splits"] == shippedInfo->parents.value("splits", nlohmann::json()))
            model.shippedFigure = figureOf(*shippedInfo, model.metric);
        model.info = std::move(*info);
        models.push_back(std::move(model));
    }
    return {};
}

void CheckpointCatalog::addChosenFile(const ModelInUse& used, std::vector<ListedModel>& models) const {
    auto info = headerOf(used.file);
    if (!info) return;
    ListedModel model;
    model.kind = used.kind;
    model.origin = Origin::File;
    model.id = used.file.string();
    model.name = used.name;
    model.file = used.file;
    model.metric = infoOf(used.kind).metric;
    model.figure = figureOf(*info, model.metric);
    model.info = std::move(*info);
    models.push_back(std::move(model));
}

Result<std::vector<ListedModel>> CheckpointCatalog::list(const store::ProjectStore& project) const {
    std::vector<ListedModel> all;
    for (const auto kind : answeringKinds()) {
        std::vector<ListedModel> models;
        addShipped(kind, models);
        if (auto added = addRuns(project, kind, models); !added) return base::pass(added);
        auto used = inUse(&project, kind);
        if (!used && used.error().code != ErrorCode::BadInput) return base::pass(used);
        if (used) {
            const auto isUsed = [&](const auto& model) { return same(model.file, used->file); };
            if (std::ranges::none_of(models, isUsed)) addChosenFile(*used, models);
            if (const auto found = std::ranges::find_if(models, isUsed); found != models.end()) found->inUse = true;
        }
        std::ranges::move(models, std::back_inserter(all));
    }
    return all;
}

// --- the choice

Result<fs::path> CheckpointCatalog::find(const store::ProjectStore& project, const std::string& which,
                                         std::optional<ModelKind> kind) const {
    LEGENDA_TRY(runs, project.runs());
    if (const auto run = std::ranges::find(*runs, which, &store::RunRecord::id); run != runs->end()) {
        if (run->checkpoint.empty())
            return fail(ErrorCode::BadInput, fmt::format("The run {} has no checkpoint yet: a training writes one at "
                                                         "its first evaluation.",
                                                         which));
        return ProjectPath(run->checkpoint).in(project.folder());
    }
    std::vector<std::string> names{which};
    if (kind) names.push_back(infoOf(*kind).key + "-" + which);
    for (const auto& name : names)
        if (name.find('/') == std::string::npos && isFile(shipped_ / (name + kSuffix)))
            return shipped_ / (name + kSuffix);
    if (isFile(which)) return fs::path(which);
    return base::failWithRemedy(
        ErrorCode::BadInput, {},
        fmt::format("\"{}\" is neither a run of {}, nor a shipped model, nor a file.", which,
                    project.folder().filename().string()),
        fmt::format("\"legenda-cli models list {}\" lists what there is.", project.folder().string()));
}

Result<std::vector<ModelKind>> CheckpointCatalog::use(store::ProjectStore& project, const std::string& which,
                                                      std::optional<ModelKind> kind) const {
    if (kind && !infoOf(*kind).answersQuestions)
        return fail(ErrorCode::Usage,
                    fmt::format("A {} is named by the recipes that use it and is never in use by itself: expected "
                                "{}.",
                                infoOf(*kind).noun, base::listed(answeringKeys())));
    if (which == kShipped) {
        const auto kinds = kind ? std::vector{*kind} : answeringKinds();
        for (const auto each : kinds)
            if (auto written = project.useShippedModel(infoOf(each).key); !written) return base::pass(written);
        return kinds;
    }
    LEGENDA_TRY(file, find(project, which, kind));
    LEGENDA_TRY(info, headerOf(*file));
    const auto* of = modelKindByKey(info->kind);
    if (!of || !of->answersQuestions)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is a checkpoint of kind \"{}\"; what can be in use is a model of kind {}.",
                                file->string(), info->kind, base::listed(answeringKeys())));
    LEGENDA_TRY(chosen, chosenModel(*file, kind.value_or(of->kind)));
    std::error_code ignored;
    base::Status written;
    const auto files = shippedFiles(of->kind);
    if (!files.empty() && same(*file, files.front())) {
        written = project.useShippedModel(of->key);
    } else if (std::ranges::any_of(files, [&](const auto& shipped) { return same(*file, shipped); })) {
        written = project.useModel({of->key, kShipped, file->filename().string(), true});
    } else {
        const auto path = ProjectPath::of(project.folder(), *file);
        written = project.useModel({of->key, path.isInside() ? "project" : "file", path.stored(), true});
    }
    if (!written) return base::pass(written);
    return std::vector{of->kind};
}

std::string CheckpointCatalog::takeNotice(store::ProjectStore& project) const {
    auto records = project.modelsInUse();
    if (!records) return {};
    std::vector<std::string> kept;
    for (const auto& record : *records)
        if (!record.told)
            if (const auto* kind = modelKindByKey(record.kind))
                kept.push_back(
                    fmt::format("{} for {}", modelName(fileOf(record, project.folder()), kind->key), kind->answers));
    if (kept.empty()) return {};
    if (!project.readOnly()) (void)project.markModelsTold();
    return fmt::format(
        "This project continues to use {}, which version 0.1.0 chose by itself. From now on a training changes the "
        "models in use only on request; \"shipped\" can be chosen again.",
        fmt::join(kept, " and "));
}

}  // namespace legenda::project
