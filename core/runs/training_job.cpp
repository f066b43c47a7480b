// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/training_job.h"

#include "core/base/files.h"
#include "core/base/listed.h"
#include "core/model/checkpoint.h"
#include "core/model/device.h"
#include "core/model/out_of_memory.h"
#include "core/project/checkpoint_catalog.h"
#include "core/project/project_path.h"
#include "core/project/splits.h"
#include "core/runs/plan.h"
#include "core/runs/provenance.h"
#include "core/runs/run_samples.h"
#include "core/runs/run_state.h"
#include "core/runs/run_watch.h"
#include "core/runs/training_task.h"
#include "core/runtime/compute_threads.h"
#include "core/store/project_store.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>
#include <utility>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

namespace {

std::string utcNow() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

// The id of a new run, whose folder is made here: of two trainings that begin at the same time each gets its own.
base::Result<std::string> newRunId(const fs::path& project, const std::string& kind,
                                   const std::vector<store::RunRecord>& runs) {
    const auto day = fmt::format("{:%Y-%m-%d}", fmt::localtime(std::time(nullptr)));
    for (int number = 1;; ++number) {
        const auto id = fmt::format("{}-{}-{}", kind, day, number);
        if (std::any_of(runs.begin(), runs.end(), [&](const auto& run) { return run.id == id; })) continue;
        std::error_code failure;
        fs::create_directories(runFolder(project, id).parent_path(), failure);
        if (!failure && fs::create_directory(runFolder(project, id), failure)) return id;
        if (failure)
            return fail(ErrorCode::Io, fmt::format("The folder {} cannot be made: {}.", runFolder(project, id).string(),
                                                   failure.message()));
    }
}

TrainReport reportOf(const store::RunRecord& run, const fs::path& project) {
    TrainReport report;
    report.run = run.id;
    report.state = run.state;
    report.bestMetric = run.bestMetric;
    report.bestValue = run.bestValue;
    report.bestEpoch = run.bestEpoch;
    report.checkpoint = project::ProjectPath(run.checkpoint).in(project);
    return report;
}

base::Status copyBest(const fs::path& from, const fs::path& to, bool half) {
    if (half) {
        LEGENDA_TRY(content, model::readTensorFile(from));
        return model::writeTensorFile(to, model::halved(std::move(*content)));
    }
    LEGENDA_TRY(bytes, base::readFile(from));
    return base::writeFileAtomically(to, *bytes);
}

// One training from its row in the project to its result. Lives on the stack of runTraining.
class Training {
 public:
    Training(const TrainRequest& request, const project::Resources& resources, const base::JobContext& context,
             store::ProjectStore& store)
        : request_(request), resources_(resources), context_(context), store_(store) {}

    base::Result<TrainReport> run();

 private:
    base::Status begin();
    base::Status beginNew();
    base::Status beginAgain();
    base::Status extend();
    base::Status own();
    TrainingInputs inputs() const { return {plan_, store_, resources_, scratch(), request_.device, request_.threads}; }
    base::Result<LoadedTrainingPtr> load(const base::JobContext& inner);
    base::Status checkKind() const;
    void compare(const LoadedTraining& loaded, const base::JobContext& inner);
    base::Result<TrainReport> train(RunWatch& watch);
    base::Result<TrainReport> trainSafely(RunWatch& watch);
    void explain(base::Error& error) const;
    fs::path scratch() const { return runFolder(request_.project, row_.id) / "maps.scratch"; }
    base::Status evaluated(const trainers::Trainer& trainer, int epoch, std::int64_t step,
                           const std::map<std::string, double>& figures);
    void keepSamples(const LoadedTraining& loaded, const trainers::Trainer& trainer, int epoch, std::int64_t step,
                     const std::map<std::string, double>& figures);
    template <class What>
    void tell(What what) const {
        if (request_.told) request_.told({{store_.folder(), row_.id}, step_, epoch_, std::move(what)});
    }
    base::Result<TrainReport> finish(base::Result<TrainReport> outcome);
    base::Status useBest();

    const TrainRequest& request_;
    const project::Resources& resources_;
    const base::JobContext& context_;
    store::ProjectStore& store_;
    RunPlan plan_;
    store::RunRecord row_;
    store::RunRecord seen_;  // of a resumed run: its row when this training read it
    bool extended_ = false;  // its number of epochs or its patience is new
    std::vector<std::string> notes_;
    std::int64_t step_ = 0;  // of the last event
    double epoch_ = 0;
    bool samplesTold_ = false;  // that they are not kept
};

base::Status Training::begin() {
    const auto* kind = project::modelKindByCommand(request_.kind);
    if (request_.use && kind && !kind->answersQuestions) {
        std::vector<std::string> used;
        for (const auto answering : project::answeringKinds()) used.push_back(project::infoOf(answering).command);
        return fail(
            ErrorCode::Usage,
            fmt::format(
                "--use goes with {}; a {} is named by the recipes that use it (see \"legenda-cli features --help\").",
                base::listed(used, "and"), kind->noun));
    }
    // All checks before a row is written: a wrong device is not a failed run.
    if (auto device = model::resolveDevice(request_.device); !device) return base::pass(device);
    return request_.resume.empty() ? beginNew() : beginAgain();
}

base::Status Training::beginNew() {
    LEGENDA_TRY(plan, planRun(request_, resources_, context_));
    plan_ = std::move(*plan);
    if (auto can = checkKind(); !can) return can;
    LEGENDA_TRY(counts, store_.counts());
    if (counts->train == 0) return tl::unexpected<base::Error>(project::emptySplit(store_, "train"));
    LEGENDA_TRY(runs, store_.runs());
    LEGENDA_TRY(deleted, store_.runs(true));
    std::ranges::move(*deleted, std::back_inserter(*runs));
    LEGENDA_TRY(id, newRunId(request_.project, plan_.kind, *runs));
    row_.id = std::move(*id);
    row_.kind = plan_.kind;
    row_.preset = plan_.preset;
    row_.optionsJson = plan_.options.dump();
    row_.started = utcNow();
    row_.note = request_.note;
    row_.tags = request_.tags;
    return writePlan(plan_, runFolder(request_.project, row_.id));
}

base::Status Training::beginAgain() {
    LEGENDA_TRY(found, store_.run(request_.resume));
    seen_ = *found;
    row_ = std::move(*found);
    if (!row_.deletedAt.empty())
        return fail(ErrorCode::BadInput, fmt::format("The run {} is deleted: restore it first.", row_.id));
    row_.state = trueState(row_, runFolder(request_.project, row_.id));
    if (!request_.kind.empty() && row_.kind != request_.kind)
        return fail(ErrorCode::Usage,
                    fmt::format("The run {} trains \"{}\", found \"{}\".", row_.id, row_.kind, request_.kind));
    if (ownerLives(row_.state))
        return fail(ErrorCode::BadInput,
                    fmt::format("The run {} is {} in process {} already.", row_.id, row_.state, row_.pid));
    LEGENDA_TRY(plan, readPlan(runFolder(request_.project, row_.id)));
    plan_ = std::move(*plan);
    if (auto can = checkKind(); !can) return can;
    return extend();
}

// A resumed run keeps its options, but for how long it goes on.
base::Status Training::extend() {
    const auto options = trainingTask(plan_.kind)->options(plan_.architecture);
    if (auto read = options->read(plan_.options, "the options of the run " + row_.id); !read) return read;
    for (const auto& [key, value] : request_.set) {
        if (key != "epochs" && key != "patience")
            return base::failWithRemedy(
                ErrorCode::Usage, {},
                fmt::format("The run {} is resumed with its own options, of which epochs and patience alone can be set "
                            "anew, not \"{}\".",
                            row_.id, key),
                fmt::format("\"legenda-cli train {} {} --like {}\" begins another run with changed options.", row_.kind,
                            request_.project.string(), row_.id));
        if (auto set = options->set(key, value); !set) return set;
    }
    if (!request_.optionsFile.empty() || !request_.like.empty())
        return fail(
            ErrorCode::Usage,
            fmt::format("The run {} is resumed with its own options: --options and --like are for new runs.", row_.id));
    if (request_.set.empty()) return {};
    plan_.options = options->toJson();
    extended_ = true;
    const int epochs = plan_.options.at("epochs").get<int>();
    if (epochs < row_.epochs)
        return base::refuseOption(
            {"epochs", fmt::format("The run {} has done {} epochs already, of which {} were asked "
                                   "for",
                                   row_.id, row_.epochs, epochs)});
    row_.optionsJson = plan_.options.dump();
    return {};
}

// The row of a new run is written by its owner; that of a resumed run is claimed by compare-and-set with the row read
// in beginAgain().
base::Status Training::own() {
    const std::int64_t pid = ::getpid();
    const std::string mark = ownMark();
    // Whoever reads the row next looks at the heartbeat.
    beat(runFolder(request_.project, row_.id), kTrains);
    if (!request_.resume.empty())
        if (auto claimed = store_.claimRun(seen_, pid, mark); !claimed) return claimed;
    row_.state = "running";
    row_.ended.clear();
    row_.problem.clear();
    row_.pid = pid;
    row_.pidStarted = mark;
    if (request_.resume.empty()) return store_.addRun(row_);
    if (!extended_) return {};
    if (auto written = writePlan(plan_, runFolder(request_.project, row_.id)); !written) return written;
    return store_.updateRun(row_);
}

base::Status Training::evaluated(const trainers::Trainer& trainer, int epoch, std::int64_t step,
                                 const std::map<std::string, double>& figures) {
    for (const auto& [name, value] : figures)
        if (auto added = store_.addFigure({row_.id, epoch, step, "dev." + name, value}); !added) return added;
    const double value = figures.at(trainer.selectionMetric());
    const bool better =
        row_.bestMetric.empty() || (trainer.higherIsBetter() ? value > row_.bestValue : value < row_.bestValue);
    if (better) {
        row_.bestMetric = trainer.selectionMetric();
        row_.bestValue = value;
        row_.bestEpoch = epoch;
        row_.checkpoint = fmt::format("runs/{}/best.safetensors", row_.id);
    }
    row_.epochs = static_cast<int>(step / std::max<std::int64_t>(1, trainer.stepsPerEpoch()));
    if (auto saved = store_.updateRun(row_); !saved) return saved;
    step_ = step;
    epoch_ = static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, trainer.stepsPerEpoch()));
    TrainingFigures told;
    for (const auto& [name, value] : figures) told.values["dev." + name] = value;
    tell(std::move(told));
    if (better) tell(TrainingCheckpoint{project::ProjectPath(row_.checkpoint).in(store_.folder())});
    return {};
}

// Before the figures are told, so that who hears of an evaluation finds its samples. Samples that cannot be made or
// written are no failure of the training, and are told of once.
void Training::keepSamples(const LoadedTraining& loaded, const trainers::Trainer& trainer, int epoch, std::int64_t step,
                           const std::map<std::string, double>& figures) {
    if (!loaded.sampled()) return;
    auto samples = loaded.samples(trainer.modelFile(figures));
    const auto kept = samples ? appendSamples(runFolder(request_.project, row_.id), {step, epoch, std::move(*samples)})
                              : base::Status(base::pass(samples));
    if (!kept && !std::exchange(samplesTold_, true))
        context_.say("What the model says about the sampled images is not kept: " + kept.error().message);
}

// Reads the data, and stores the facts of the run that are known only then.
base::Result<LoadedTrainingPtr> Training::load(const base::JobContext& inner) {
    LEGENDA_TRY(loaded, trainingTask(plan_.kind)->load(inputs(), inner));
    notes_ = (*loaded)->notes();
    row_.provenanceJson = provenanceOf(inputs(), **loaded).dump();
    if (auto saved = store_.updateRun(row_); !saved) return base::pass(saved);
    if (const auto* recipe = (*loaded)->recipe(); recipe && recipe->hash() != plan_.recipe.hash()) {
        plan_.recipe = *recipe;  // now with the backbone's hash
        if (auto written = writePlan(plan_, runFolder(request_.project, row_.id)); !written) return base::pass(written);
    }
    // The number of dev images is known now, the shipped model's figure on them at the end.
    if (const auto images = (*loaded)->comparedImages())
        if (auto saved = store_.saveComparison({row_.id, *images, {}, {}}); !saved) return base::pass(saved);
    return loaded;
}

base::Status Training::checkKind() const {
    if (project::modelKindByCommand(plan_.kind) != nullptr) return {};
    return fail(
        ErrorCode::BadInput,
        fmt::format("The run {} trains a kind of model that this version does not know, \"{}\".", row_.id, plan_.kind));
}

base::Result<TrainReport> Training::train(RunWatch& watch) {
    const auto folder = runFolder(request_.project, row_.id);
    const base::JobContext inner{watch.token(),
                                 [this](const base::Progress& progress) {
                                     context_.report(progress);
                                     tell(TrainingStage{progress.stage, progress.done, progress.total});
                                 },
                                 context_.note};
    LEGENDA_TRY(loaded, load(inner));
    inner.report({"preparing", 0, 0, {}});
    LEGENDA_TRY(trainer, (*loaded)->makeTrainer(inputs(), inner));

    // Runs of version 0.1.0 have no patience.
    const trainers::LoopOptions loop{plan_.options.at("epochs").get<int>(),
                                     plan_.options.at("evaluationsPerEpoch").get<double>(),
                                     plan_.options.value("patience", 0), extended_};
    trainers::LoopHooks hooks;
    hooks.evaluated = [&](int epoch, std::int64_t step, const auto& figures) -> base::Status {
        keepSamples(**loaded, **trainer, epoch, step, figures);
        return evaluated(**trainer, epoch, step, figures);
    };
    hooks.pauseRequested = [&] { return watch.pauseRequested(); };
    hooks.paused = [&](bool paused) { watch.setPaused(paused); };
    hooks.stepped = [&](std::int64_t step, double epoch, double loss) {
        step_ = step;
        epoch_ = epoch;
        tell(TrainingLoss{loss});
    };
    LEGENDA_TRY(outcome, trainers::runLoop(**trainer, loop, folder.string(), hooks, inner));
    row_.epochs = outcome->epochs;
    row_.bestMetric = outcome->bestMetric;
    row_.bestValue = outcome->bestValue;
    row_.bestEpoch = outcome->bestEpoch;
    row_.checkpoint = fmt::format("runs/{}/best.safetensors", row_.id);
    if (outcome->early)
        notes_.push_back(fmt::format("Stopped early after {} epochs: {} evaluations in a row had no better {}.",
                                     outcome->epochs, loop.patience, outcome->bestMetric));
    std::error_code ignored;
    fs::remove(scratch(), ignored);  // a stopped run keeps it to be resumed
    compare(**loaded, inner);
    return reportOf(row_, request_.project);
}

// An exception ends the run as failed, so that it can be resumed: memory may run out before the first step too.
base::Result<TrainReport> Training::trainSafely(RunWatch& watch) try {
    return train(watch);
} catch (const std::exception& problem) {
    if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
    return fail(ErrorCode::Internal, "The training failed inside Legenda.", problem.what());
}

// Evaluates the shipped model on the same dev images, for the list of models; if that fails, the training is still
// successful.
void Training::compare(const LoadedTraining& loaded, const base::JobContext& inner) {
    const auto images = loaded.comparedImages();
    if (!images) return;
    const project::CheckpointCatalog catalog(resources_.pretrained());
    const auto shipped = catalog.inUse(nullptr, project::modelKindByCommand(plan_.kind)->kind);
    if (!shipped) return;
    inner.report({"evaluating the shipped model", 0, 0, {}});
    auto figure = loaded.shippedFigure(shipped->file, inputs(), inner);
    if (!figure) return inner.say("The shipped model was not evaluated on the dev images: " + figure.error().message);
    (void)store_.saveComparison({row_.id, *images, shipped->file.filename().string(), *figure});
}

// Says what to try after a failure that this run's options led to.
void Training::explain(base::Error& error) const {
    const auto another = [&](const char* key, const nlohmann::json& value) {
        error.message += fmt::format(" Another run like it may go well with {} {}.", key, value.dump());
        error.remedy = fmt::format("Try \"legenda-cli train {} {} --like {} --set {}={}\".", row_.kind,
                                   request_.project.string(), row_.id, key, value.dump());
    };
    if (error.key == trainers::kDiverged || error.key == trainers::kCollapsed)
        another("learningRate", plan_.options.at("learningRate").get<double>() / 4);
    if (error.key == trainers::kOutOfMemory) {
        // Of a training that computes its gradients in chunks these, not the batch, determine the memory.
        const char* const key = plan_.options.contains("chunk") ? "chunk" : "batch";
        if (const int now = plan_.options.at(key).get<int>(); now > 2) another(key, std::max(2, now / 2));
    }
}

base::Result<TrainReport> Training::finish(base::Result<TrainReport> outcome) {
    const bool stopped = !outcome && outcome.error().code == ErrorCode::Cancelled;
    row_.state = outcome ? "finished" : stopped ? "stopped" : "failed";
    row_.ended = utcNow();
    if (!outcome && !stopped) {
        explain(outcome.error());
        row_.problem = outcome.error().message;
    }
    auto saved = store_.updateRun(row_);
    if (stopped) {
        outcome.error().message = fmt::format("The run {} is stopped.", row_.id);
        outcome.error().remedy = fmt::format("\"legenda-cli train {} {} --resume {}\" resumes it.", row_.kind,
                                             request_.project.string(), row_.id);
    } else if (!outcome) {
        outcome.error().context =
            fmt::format("run {}{}{}", row_.id, outcome.error().context.empty() ? "" : ": ", outcome.error().context);
    } else if (!saved) {
        return base::pass(saved);
    } else {
        outcome->state = row_.state;
        outcome->notes = notes_;
    }
    return outcome;
}

base::Status Training::useBest() {
    const project::CheckpointCatalog catalog(resources_.pretrained());
    if (auto used = catalog.use(store_, row_.id); !used) return base::pass(used);
    context_.say(fmt::format("The {} model in use is now {}.",
                             project::infoOf(project::modelKindByCommand(row_.kind)->kind).noun, row_.id));
    return {};
}

base::Result<TrainReport> Training::run() {
    if (!request_.out.empty())
        if (auto writable = base::checkWritable(request_.out); !writable) return base::pass(writable);
    if (auto begun = begin(); !begun) return base::pass(begun);
    const bool over = !request_.resume.empty() && row_.state == "finished" && !extended_;
    base::Result<TrainReport> outcome = reportOf(row_, request_.project);
    if (!over) {
        if (auto owned = own(); !owned) return base::pass(owned);
        RunWatch watch(runFolder(request_.project, row_.id), context_);
        tell(TrainingStage{"beginning"});
        outcome = finish(trainSafely(watch));
    }
    if (outcome && request_.use)
        if (auto chosen = useBest(); !chosen) return base::pass(chosen);
    if (outcome && !request_.out.empty())
        if (auto copied = copyBest(outcome->checkpoint, request_.out, request_.half); !copied)
            return base::pass(copied);
    return outcome;
}

}  // namespace

base::Result<TrainReport> runTraining(const TrainRequest& request, const project::Resources& resources,
                                      const base::JobContext& context) try {
    runtime::setComputeThreads(request.threads);
    LEGENDA_TRY(store, store::ProjectStore::open(request.project));
    return Training(request, resources, context, *store).run();
} catch (const std::exception& bug) {
    return fail(ErrorCode::Internal, "The training failed inside Legenda.", bug.what());
}

}  // namespace legenda::runs
