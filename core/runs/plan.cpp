// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/plan.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/metrics/cider.h"
#include "core/model/aligner.h"
#include "core/model/checkpoint.h"
#include "core/model/device.h"
#include "core/project/models_in_use.h"
#include "core/project/project_path.h"
#include "core/text/tokenizer.h"
#include "core/trainers/backbone_trainer.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/dual_trainer.h"
#include "core/trainers/proposer_trainer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

namespace {

// Calls `use` with the default options of the kind and, where a kind has several, of the architecture; false for an
// unknown one.
template <class Use>
bool withOptions(const std::string& kind, const std::string& architecture, const Use& use) {
    if (kind == "align" && architecture == "conv")
        use(trainers::DualOptions{});
    else if (kind == "align")
        use(trainers::BrnnOptions{});
    else if (kind == "caption")
        use(trainers::CaptionOptions{});
    else if (kind == "region")
        use(trainers::RegionOptions{});
    else if (kind == "features")
        use(trainers::BackboneOptions{});
    else if (kind == "proposer")
        use(trainers::ProposerOptions{});
    else
        return false;
    return true;
}

base::Error kindProblem(const std::string& kind) {
    return {
        ErrorCode::Usage,
        fmt::format("The kind of training must be align, caption, region, proposer or features, found \"{}\".", kind),
        {}};
}

base::Result<PresetInfo> readPreset(const fs::path& file, const std::string& kind, const std::string& name) {
    auto text = base::readFile(file);
    if (!text) return base::pass(text);
    auto json = base::parseJson(*text, file.string());
    if (!json) return base::pass(json);
    PresetInfo info{kind, name, name, {}, {}, nlohmann::json::object(), nlohmann::json::object()};
    for (auto& [key, member] : {std::pair{"title", &info.title}, {"description", &info.description}}) {
        if (!json->is_object() || !json->contains(key) || !(*json)[key].is_string())
            return fail(ErrorCode::BadInput, fmt::format("{}: \"{}\" must be text.", file.string(), key));
        *member = (*json)[key].get<std::string>();
    }
    if (!json->contains("options") || !(*json)["options"].is_object())
        return fail(ErrorCode::BadInput, fmt::format("{}: \"options\" must be an object.", file.string()));
    info.options = (*json)["options"];
    info.architecture = json->value("architecture", "");
    info.recipe = json->value("recipe", nlohmann::json::object());
    return info;
}

// An options file holds the keys themselves or, like a preset and run.json, below "options".
base::Result<nlohmann::json> readOptionsFile(const fs::path& file) {
    auto text = base::readFile(file);
    if (!text) return base::pass(text);
    auto json = base::parseJson(*text, file.string());
    if (json && json->is_object() && json->contains("options") && (*json)["options"].is_object())
        return nlohmann::json((*json)["options"]);
    return json;
}

base::Result<PresetInfo> findPreset(const TrainRequest& request, const std::string& presetName,
                                    const project::Resources& resources) {
    const auto presetFile = resources.folder / "presets" / fmt::format("{}-{}.json", request.kind, presetName);
    std::error_code ignored;
    if (!fs::exists(presetFile, ignored)) {
        std::vector<std::string> known;
        for (const auto& preset : presets(resources))
            if (preset.kind == request.kind) known.push_back(preset.name);
        return fail(ErrorCode::Usage, fmt::format("There is no preset \"{}\" for {}; there are: {}.", presetName,
                                                  request.kind, fmt::join(known, ", ")));
    }
    return readPreset(presetFile, request.kind, presetName);
}

// Trainings on pictures have no recipe of features.
bool readsPixels(const std::string& kind) {
    return project::modelKindByCommand(kind)->input == project::ModelKindInfo::Input::Pixels;
}

// Files are named by their whole path: a run may go on from another folder.
void makeAbsolute(nlohmann::json& options) {
    for (const char* key : {"backbone", "alignment", "pixels"}) {
        if (!options.contains(key) || !options[key].is_string()) continue;
        const auto named = options[key].get<std::string>();
        const bool file = key != std::string_view("backbone") || named.ends_with(".safetensors");
        if (file && !named.empty()) options[key] = fs::absolute(named).lexically_normal().string();
    }
}

base::Result<nlohmann::json> mergedOptions(const TrainRequest& request, const PresetInfo& preset) {
    nlohmann::json file = nlohmann::json::object();
    if (!request.optionsFile.empty()) {
        auto read = readOptionsFile(request.optionsFile);
        if (!read) return base::pass(read);
        file = std::move(*read);
    }
    base::Status status;
    nlohmann::json merged;
    withOptions(request.kind, preset.architecture, [&](auto options) {
        status = base::optionsFromJson(options, preset.options, fmt::format("the preset {}", preset.name));
        if (status) status = base::optionsFromJson(options, file, request.optionsFile.string());
        for (const auto& [key, value] : request.set)
            if (status && key != "preset") status = base::setOption(options, key, value);
        merged = base::optionsToJson(options);
    });
    if (!status) return base::pass(status);
    if (readsPixels(request.kind)) makeAbsolute(merged);
    return merged;
}

// What the vectors are made by: the feature file named, else the alignment checkpoint's recipe (so that all models of a
// project read the same vectors), else the preset's.
base::Result<features::Recipe> chooseRecipe(const TrainRequest& request, const PresetInfo& preset,
                                            const fs::path& alignment) {
    if (!request.recipe.empty()) {
        const auto file = request.project / "features" / (request.recipe + ".lgf");
        auto store = features::FeatureStore::open(file);
        if (!store) return base::pass(store);
        return store->recipe();
    }
    if (alignment.empty()) {
        auto recipe = features::newRecipe();
        if (auto set = base::optionsFromJson(recipe, preset.recipe, fmt::format("the preset {}", preset.name)); !set)
            return base::pass(set);
        return recipe;
    }
    auto info = model::readCheckpointInfo(alignment);
    if (!info) return base::pass(info);
    return info->recipe;
}

constexpr const char* kEnd = "<end>";

// CIDEr-D with the training split's document frequencies. The end of a sentence counts as a word: without it nothing
// speaks against captions that break off.
trainers::CaptionReward ciderReward(const std::vector<std::vector<std::string>>& texts) {
    std::vector<std::vector<metrics::Tokens>> references;
    for (const auto& own : texts) {
        auto& tokens = references.emplace_back();
        for (const auto& text : own) {
            tokens.push_back(text::tokenize(text));
            tokens.back().emplace_back(kEnd);
        }
    }
    return [table = std::make_shared<metrics::CiderTable>(references)](std::size_t item,
                                                                       const std::vector<std::string>& words) {
        auto ended = words;
        ended.emplace_back(kEnd);
        return table->score(item, ended);
    };
}

}  // namespace

double ciderOf(const std::vector<std::string>& captions, const std::vector<std::vector<std::string>>& references) {
    std::vector<metrics::CaptionItem> items(captions.size());
    for (std::size_t i = 0; i < captions.size(); ++i) {
        items[i].hypothesis = text::tokenize(captions[i]);
        for (const auto& reference : references[i]) items[i].references.push_back(text::tokenize(reference));
    }
    return metrics::ciderD(items).corpus;
}

std::vector<PresetInfo> presets(const project::Resources& resources) {
    std::vector<PresetInfo> all;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(resources.folder / "presets", failure)) {
        const auto stem = entry.path().stem().string();
        const auto dash = stem.find('-');
        if (entry.path().extension() != ".json" || dash == std::string::npos) continue;
        if (auto preset = readPreset(entry.path(), stem.substr(0, dash), stem.substr(dash + 1)))
            all.push_back(std::move(*preset));
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return std::tie(a.kind, a.name) < std::tie(b.kind, b.name); });
    return all;
}

std::vector<base::OptionField> trainingOptions(const std::string& kind, const PresetInfo& preset) {
    std::vector<base::OptionField> fields;
    withOptions(kind, preset.architecture, [&](auto options) {
        (void)base::optionsFromJson(options, preset.options,
                                    preset.name);  // a preset that does not fit leaves the defaults
        fields = base::optionFields(options);
    });
    return fields;
}

base::Result<RunPlan> planRun(const TrainRequest& request, const project::Resources& resources,
                              const base::JobContext& context) {
    if (!withOptions(request.kind, {}, [](auto) {})) return tl::unexpected(kindProblem(request.kind));
    RunPlan plan;
    plan.kind = request.kind;
    const auto named = request.set.find("preset");
    plan.preset = named != request.set.end() ? named->second : request.preset;
    if (plan.preset.empty()) {
        std::error_code ignored;
        const bool ofPaper = fs::exists(resources.folder / "presets" / (request.kind + "-paper.json"), ignored);
        plan.preset = ofPaper ? "paper" : "default";
    }
    auto preset = findPreset(request, plan.preset, resources);
    if (!preset) return base::pass(preset);
    plan.architecture = preset->architecture;
    auto options = mergedOptions(request, *preset);
    if (!options) return base::pass(options);
    plan.options = std::move(*options);
    fs::path alignment;
    if (request.kind != "align" && !readsPixels(request.kind)) {
        auto chosen = project::chooseCheckpoint(resources, request.project, project::ModelKind::Alignment,
                                                request.alignModel, context);
        if (!chosen && request.kind == "region") return base::pass(chosen);
        if (chosen) alignment = std::move(*chosen);
    }
    if (request.kind == "region") plan.alignment = alignment;
    auto recipe = chooseRecipe(request, *preset, alignment);
    if (!recipe) return base::pass(recipe);
    plan.recipe = std::move(*recipe);
    return plan;
}

namespace {

// The project of runs/ID.
fs::path projectOf(const fs::path& folder) {
    return folder.parent_path().parent_path();
}

}  // namespace

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
    auto text = base::readFile(file);
    if (!text) return base::pass(text);
    auto json = base::parseJson(*text, file.string());
    if (!json) return base::pass(json);
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

base::Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const RunPlan& plan, const LoadedData& loaded,
                                                             const std::string& device,
                                                             const base::JobContext& context) {
    auto resolved = model::resolveDevice(device);
    if (!resolved) return base::pass(resolved);
    const auto where = "the options of the run";
    if (plan.kind == "align") {
        if (plan.architecture == "conv") {
            trainers::DualOptions options;
            if (auto set = base::optionsFromJson(options, plan.options, where); !set) return base::pass(set);
            return trainers::makeDualTrainer(options, loaded.data);
        }
        trainers::BrnnOptions options;
        if (auto set = base::optionsFromJson(options, plan.options, where); !set) return base::pass(set);
        return trainers::makeBrnnTrainer(options, loaded.data);
    }
    if (plan.kind == "caption") {
        trainers::CaptionOptions options;
        if (auto set = base::optionsFromJson(options, plan.options, where); !set) return base::pass(set);
        return trainers::makeCaptionTrainer(options, loaded.data, {ciderOf, ciderReward}, *resolved);
    }
    trainers::RegionOptions options;
    if (auto set = base::optionsFromJson(options, plan.options, where); !set) return base::pass(set);
    auto aligner = model::Aligner::load(plan.alignment);
    if (!aligner) return base::pass(aligner);
    auto pairs = trainers::makeRegionPairs(*aligner, loaded.data, options.pairs, context);
    if (!pairs) return base::pass(pairs);
    return trainers::makeRegionTrainer(options, loaded.data, *pairs, {ciderOf, ciderReward}, *resolved);
}

}  // namespace legenda::runs
