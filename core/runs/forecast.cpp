// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/forecast.h"

#include "core/features/feature_store.h"
#include "core/model/backbone/efficientnet_layout_impl.h"
#include "core/model/device.h"
#include "core/project/drawn_boxes.h"
#include "core/project/entities.h"
#include "core/project/splits.h"
#include "core/runs/run_state.h"
#include "core/runs/training_data.h"
#include "core/runs/training_task.h"
#include "core/store/project_store.h"
#include "core/text/tokenizer.h"
#include "core/trainers/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::pass;

namespace {

constexpr std::int64_t kBytes = 4;            // of a weight in a checkpoint
constexpr std::int64_t kVectorBytes = 2;      // of a value of a region's vector
constexpr std::int64_t kRegionBytes = 40;     // box and score in a feature file
constexpr std::int64_t kFileBytes = 100'000;  // vocabulary and metadata of a checkpoint
constexpr std::size_t kFewSteps = 20;         // fewer give no speed
constexpr std::size_t kLastSteps = 500;
constexpr std::size_t kTokenizedAtOnce = 1000;

using Sentences = std::vector<std::vector<std::string>>;  // tokens
using Images = std::vector<store::ImageRecord>;

struct Split {
    std::vector<Sentences> sentences;  // of the images that have some
    std::int64_t count = 0;            // of sentences
    std::int64_t phrases = 0;          // whose entity has a box
    std::int64_t boxes = 0;
    std::size_t boxed = 0;  // images
};

base::Result<Split> readSplit(const store::ProjectStore& project, const Images& images, const std::string& name,
                              const base::JobContext& context) {
    LEGENDA_TRY(entities, project::Entities::read(project, name));
    LEGENDA_TRY(drawn, project::DrawnBoxes::read(project, name));
    LEGENDA_TRY(regions, project.trueRegions(name));
    LEGENDA_TRY(chains, project.entityBoxes(name));
    Split split;
    split.boxes = std::ssize(*chains) + std::ranges::count_if(*regions, [](const auto& each) { return !each.whole; });
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (i % kTokenizedAtOnce == 0 && context.stopped()) return base::JobContext::cancelled();
        const auto id = images[i].id;
        if (const auto* texts = entities->captions(id)) {
            auto& own = split.sentences.emplace_back();
            for (const auto& text : *texts) own.push_back(text::tokenize(text));
            split.count += std::ssize(own);
        }
        if (drawn->has(id)) ++split.boxed;
        if (const auto* of = entities->find(id))
            for (const auto& sentence : of->sentences)
                split.phrases += std::ranges::count_if(
                    sentence.mentions, [&](const auto& mention) { return of->boxes.contains(mention.chain); });
    }
    return split;
}

// The file of the plan's recipe, whose hashes may not be filled in yet, that has most of the images; the number of
// those it lacks.
struct Vectors {
    std::int64_t missing = 0, dimension = 0;
};
Vectors vectorsOf(const features::Recipe& recipe, const fs::path& project, const Images& train, const Images& dev) {
    Vectors best{std::ssize(train) + std::ssize(dev),
                 recipe.backbone.starts_with("efficientnet-lite") || recipe.backbone.ends_with(".safetensors")
                     ? model::kHeadChannels
                     : 0};
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(project / "features", failure)) {
        if (entry.path().extension() != ".lgf") continue;
        const auto store = features::FeatureStore::open(entry.path());
        if (!store) continue;
        auto wanted = recipe;
        if (wanted.backboneHash.empty()) wanted.backboneHash = store->recipe().backboneHash;
        if (wanted.proposalsHash.empty()) wanted.proposalsHash = store->recipe().proposalsHash;
        if (wanted.hash() != store->recipe().hash()) continue;
        Vectors found{0, static_cast<std::int64_t>(store->dimension())};
        for (const auto* images : {&train, &dev})
            for (const auto& image : *images) found.missing += store->contains(image.uuid) ? 0 : 1;
        if (found.missing <= best.missing) best = found;
    }
    return best;
}

// The machine of a mark "START@BOOT@HOST".
std::string machineOf(const std::string& mark) {
    const auto at = mark.find('@', mark.find('@') + 1);
    return at == std::string::npos ? std::string() : mark.substr(at + 1);
}

// Those options that the cost of a step depends on: sizes, choices and files, not rates, and not how long it goes on.
nlohmann::json costOf(const nlohmann::json& options) {
    static const std::set<std::string> apart{"epochs", "patience", "seed", "schedule", "minWords", "evaluationItems"};
    nlohmann::json cost = nlohmann::json::object();
    for (const auto& [key, value] : options.items())
        if (!value.is_number_float() && !apart.contains(key)) cost[key] = value;
    return cost;
}

std::optional<Forecast::Speed> speedOf(const store::RunRecord& run, const fs::path& project) {
    auto steps = trainers::readStepsFile(runFolder(project, run.id) / "steps.bin");
    if (!steps || steps->size() < kFewSteps) return {};
    std::vector<float> seconds;
    for (auto step = steps->end() - static_cast<std::ptrdiff_t>(std::min(kLastSteps, steps->size()));
         step != steps->end(); ++step)
        seconds.push_back(step->seconds);
    const auto middle = seconds.begin() + std::ssize(seconds) / 2;
    std::nth_element(seconds.begin(), middle, seconds.end());
    if (!(*middle > 0)) return {};
    return Forecast::Speed{*middle, run.id};
}

// Of the newest run whose steps cost the same.
std::optional<Forecast::Speed> earlierSpeed(const RunPlan& plan, const TrainRequest& request,
                                            const store::ProjectStore& project) {
    const auto runs = project.runs();
    const auto device = model::resolveDevice(request.device);
    if (!runs || !device) return {};
    const auto machine = machineOf(ownMark());
    for (const auto& run : *runs) {
        if (run.kind != plan.kind || machineOf(run.pidStarted) != machine) continue;
        const auto made = nlohmann::json::parse(run.provenanceJson, nullptr, false);
        const auto options = nlohmann::json::parse(run.optionsJson, nullptr, false);
        if (!made.is_object() || made.value("device", "") != *device || made.value("threads", -1) != request.threads)
            continue;
        if (!options.is_object() || costOf(options) != costOf(plan.options)) continue;
        if (auto speed = speedOf(run, project.folder())) return speed;
    }
    return {};
}

void warn(Forecast& of, const TrainingTask& task, std::int64_t examples) {
    const auto enough = task.enough();
    if (examples < enough.images)
        of.warnings.push_back(fmt::format("{} {} too few to {}: {}", examples,
                                          examples == 1 ? "photograph is" : "photographs are", enough.toLearn,
                                          enough.because));
    if (of.disk.free > 0 && of.disk.sum() > of.disk.free)
        of.warnings.push_back(fmt::format("The disk has {} MB free, about {} MB are needed.", of.disk.free / 1'000'000,
                                          of.disk.sum() / 1'000'000));
}

}  // namespace

base::Result<Forecast> forecast(const TrainRequest& request, const project::Resources& resources,
                                const base::JobContext& context) {
    LEGENDA_TRY(store, store::ProjectStore::open(request.project, store::ProjectStore::Mode::Read));
    auto plan = request.resume.empty() ? planRun(request, resources, context)
                                       : readPlan(runFolder(request.project, request.resume));
    if (!plan) return pass(plan);
    const auto task = trainingTask(plan->kind);
    if (!task)
        return base::fail(base::ErrorCode::BadInput, fmt::format("The run {} trains \"{}\", which this version "
                                                                 "does not know.",
                                                                 request.resume, plan->kind));
    const bool vectors = project::infoOf(task->kind()).input == project::ModelKindInfo::Input::Vectors;
    LEGENDA_TRY(images, store->images("train"));
    if (images->empty()) return tl::unexpected<base::Error>(project::emptySplit(*store, "train"));
    LEGENDA_TRY(devImages, store->images("dev"));
    LEGENDA_TRY(train, readSplit(*store, *images, "train", context));
    LEGENDA_TRY(dev, readSplit(*store, *devImages, "dev", context));

    Forecast of;
    of.kind = plan->kind;
    of.preset = plan->preset;
    of.found = {std::ssize(*images), train->count, train->boxes, train->phrases, 0, false};
    of.epochs = plan->options.at("epochs").get<std::int64_t>();
    trainers::SizeInputs inputs;
    const bool byBoxes = task->learnsFromBoxes();
    const auto examples = byBoxes ? static_cast<std::int64_t>(train->boxed) : std::ssize(train->sentences);
    of.found.dev = byBoxes ? static_cast<std::int64_t>(dev->boxed) : std::ssize(dev->sentences);
    inputs.boxed = train->boxed;
    inputs.boxedDev = dev->boxed;
    inputs.sentences = std::move(train->sentences);
    if (of.found.dev == 0 && examples >= 2) {
        of.found.heldOut = true;
        std::vector<Sentences> away;
        if (inputs.sentences.size() >= 2)
            holdOut(inputs.sentences, away, plan->options.at("seed").get<std::uint64_t>());
        if (inputs.boxed >= 2) {
            inputs.boxedDev = std::max<std::size_t>(1, inputs.boxed / 10);
            inputs.boxed -= inputs.boxedDev;
        }
        of.found.dev = byBoxes ? static_cast<std::int64_t>(inputs.boxedDev) : std::ssize(away);
    }
    if (vectors) {
        const auto held = vectorsOf(plan->recipe, store->folder(), *images, *devImages);
        inputs.dimension = held.dimension;
        of.vectorsMissing = held.missing;
        of.disk.features = held.missing * (plan->recipe.regions + 1) * (held.dimension * kVectorBytes + kRegionBytes);
    }
    if (context.stopped()) return base::JobContext::cancelled();
    auto size = task->size(*plan, inputs);
    if (!size) return pass(size);
    of.stepsPerEpoch = size->stepsPerEpoch;
    of.parameters = size->parameters;
    of.computed = size->computed;
    of.disk.scratch = size->scratch;
    // The last two resumable ones, a third while it is written, and the best.
    if (size->parameters > 0)
        of.disk.checkpoints = 3 * (size->parameters + size->state) * kBytes + size->parameters * kBytes + kFileBytes;
    std::error_code failure;
    if (const auto space = fs::space(store->folder(), failure); !failure)
        of.disk.free = static_cast<std::int64_t>(space.available);
    of.speed = earlierSpeed(*plan, request, *store);
    warn(of, *task, examples);
    return of;
}

}  // namespace legenda::runs
