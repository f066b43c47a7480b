// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/model/checkpoint.h"
#include "core/trainers/run_folder.h"
#include "core/trainers/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace legenda::trainers {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using Figures = std::map<std::string, double>;

namespace {

// A crash costs at most this much work.
constexpr auto kCheckpointInterval = std::chrono::minutes(2);
constexpr auto kPausePoll = std::chrono::milliseconds(100);
// A model that gives all pairs the same score has a loss that differs from the collapsed value by rounding alone.
constexpr int kCollapsedSteps = 100;
constexpr double kCollapsedWithin = 1e-6;

class Loop {
 public:
    Loop(Trainer& trainer, const LoopOptions& options, fs::path folder, const LoopHooks& hooks,
         const base::JobContext& context)
        : trainer_(trainer),
          hooks_(hooks),
          context_(context),
          folder_(std::move(folder)),
          patience_(options.patience),
          patienceAnew_(options.patienceAnew),
          perEpoch_(trainer.stepsPerEpoch()),
          total_(options.epochs * perEpoch_),
          interval_(
              std::max<std::int64_t>(1, std::llround(static_cast<double>(perEpoch_) / options.evaluationsPerEpoch))) {}

    base::Result<LoopOutcome> run();

 private:
    base::Status resume();
    base::Status takeState(const model::TensorFile& state, const fs::path& file);
    base::Status save();
    base::Status evaluate();
    base::Status step(CurveWriter& curve, StepWriter& steps);
    base::Status checkLoss(double loss);
    base::Status waitWhilePaused();
    base::Status stopped();
    void report(const std::string& stage, double loss) const;

    bool evaluationDue() const {
        return done_ > evaluatedAt_ && done_ > 0 && (done_ % interval_ == 0 || done_ == total_);
    }
    bool early() const { return patience_ > 0 && waited_ >= patience_; }
    bool over() const { return done_ >= total_ || early(); }
    double epoch() const { return static_cast<double>(done_) / static_cast<double>(perEpoch_); }
    int epochNumber() const { return static_cast<int>((done_ + perEpoch_ - 1) / perEpoch_); }
    fs::path bestFile() const { return folder_ / "best.safetensors"; }

    Trainer& trainer_;
    const LoopHooks& hooks_;
    const base::JobContext& context_;
    fs::path folder_;
    int patience_;
    bool patienceAnew_;
    std::int64_t perEpoch_, total_, interval_;

    std::int64_t done_ = 0;         // steps
    std::int64_t evaluatedAt_ = 0;  // step of the last evaluation
    Figures figures_;               // of the last evaluation
    bool hasBest_ = false;
    double bestValue_ = 0;
    int bestEpoch_ = 0;
    int waited_ = 0;       // evaluations since the best one
    int collapsed_ = 0;    // steps in a row with the loss of a collapsed model
    double before_ = NAN;  // the loss of the step before
    std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

base::Status Loop::takeState(const model::TensorFile& state, const fs::path& file) {
    const auto number = [&](const char* key) { return model::takeNumber(state.metadata, key, file); };
    double values[4] = {};
    const char* const keys[4] = {"loop.step", "loop.evaluated", "loop.best_epoch", "loop.has_best"};
    for (int i = 0; i < 4; ++i) {
        auto value = number(keys[i]);
        if (!value) return base::pass(value);
        values[i] = *value;
    }
    done_ = static_cast<std::int64_t>(values[0]);
    evaluatedAt_ = static_cast<std::int64_t>(values[1]);
    bestEpoch_ = static_cast<int>(values[2]);
    hasBest_ = values[3] > 0;
    auto best = number("loop.best_value");
    if (!best) return base::pass(best);
    bestValue_ = *best;
    waited_ = 0;
    if (!patienceAnew_ && state.metadata.contains("loop.waited")) {
        auto waited = number("loop.waited");
        if (!waited) return base::pass(waited);
        waited_ = static_cast<int>(*waited);
    }
    const auto text = state.metadata.find("loop.figures");
    auto figures = base::parseJson(text == state.metadata.end() ? "" : text->second,
                                   file.string() + ": metadata \"loop.figures\"");
    if (!figures) return base::pass(figures);
    figures_.clear();
    for (const auto& [name, value] : figures->items())
        if (value.is_number()) figures_[name] = value.get<double>();
    return {};
}

base::Status Loop::resume() {
    base::Status problem;
    for (const auto& saved : savedCheckpoints(folder_)) {
        auto model = model::readTensorFile(saved.folder / "model.safetensors");
        auto state = model::readTensorFile(saved.folder / "state.safetensors");
        if (model && state) {
            if (auto restored = trainer_.restore(*model, *state); !restored) return restored;
            return takeState(*state, saved.folder / "state.safetensors");
        }
        // Damaged: the one before it is kept for this case.
        problem = !model ? base::Status(base::pass(model)) : base::Status(base::pass(state));
    }
    return problem;
}

// Gradients may overflow at a step whose own loss is finite: such weights are not what a run could go on from.
base::Status Loop::save() {
    const auto weights = trainer_.modelFile(figures_);
    if (auto finite = model::checkFinite(weights, "the checkpoint"); !finite)
        return base::failWithKey(ErrorCode::BadInput, kDiverged,
                                 fmt::format("The weights are not finite after step {}: the training has diverged; a "
                                             "smaller learningRate may help.",
                                             done_));
    auto state = trainer_.stateFile();
    model::putNumber(state, "loop.step", static_cast<double>(done_));
    model::putNumber(state, "loop.evaluated", static_cast<double>(evaluatedAt_));
    model::putNumber(state, "loop.best_epoch", bestEpoch_);
    model::putNumber(state, "loop.has_best", hasBest_ ? 1 : 0);
    model::putNumber(state, "loop.best_value", bestValue_);
    model::putNumber(state, "loop.waited", waited_);
    state.metadata["loop.figures"] = nlohmann::json(figures_).dump();
    saved_ = std::chrono::steady_clock::now();
    return saveCheckpoint(folder_, done_, weights, state);
}

void Loop::report(const std::string& stage, double loss) const {
    base::Progress progress{stage, done_, total_, {{"step", static_cast<double>(done_)}, {"epoch", epoch()}}};
    if (std::isfinite(loss)) progress.metrics["loss"] = loss;
    context_.report(progress);
}

base::Status Loop::evaluate() {
    auto figures = trainer_.evaluate(context_);
    if (!figures) return base::pass(figures);
    const auto selected = figures->find(trainer_.selectionMetric());
    if (selected == figures->end() || !std::isfinite(selected->second))
        return base::failWithKey(ErrorCode::BadInput, kDiverged,
                                 fmt::format("The evaluation after step {} gave no finite \"{}\": the training has "
                                             "diverged; a smaller learningRate may help.",
                                             done_, trainer_.selectionMetric()));
    figures_ = std::move(*figures);
    evaluatedAt_ = done_;
    const double value = selected->second;
    if (!hasBest_ || (trainer_.higherIsBetter() ? value > bestValue_ : value < bestValue_)) {
        const auto content = trainer_.modelFile(figures_);
        if (auto finite = model::checkFinite(content, bestFile()); !finite) return finite;
        if (auto written = model::writeTensorFile(bestFile(), content); !written) return written;
        hasBest_ = true;
        bestValue_ = value;
        bestEpoch_ = epochNumber();
        waited_ = 0;
    } else {
        ++waited_;
    }
    if (hooks_.evaluated)
        if (auto told = hooks_.evaluated(epochNumber(), done_, figures_); !told) return told;
    base::Progress progress{"training", done_, total_, {{"step", static_cast<double>(done_)}, {"epoch", epoch()}}};
    for (const auto& [name, figure] : figures_) progress.metrics["dev." + name] = figure;
    context_.report(progress);
    return save();
}

base::Status Loop::checkLoss(double loss) {
    if (!std::isfinite(loss))
        return base::failWithKey(
            ErrorCode::BadInput, kDiverged,
            fmt::format("The loss is not finite at step {}{}: the training has diverged; a smaller learningRate may "
                        "help.",
                        done_, std::isfinite(before_) ? fmt::format(" (the step before: {:.4g})", before_) : ""));
    before_ = loss;
    const auto collapsed = trainer_.collapsedLoss();
    const bool there = collapsed && std::abs(loss - *collapsed) <= kCollapsedWithin * std::abs(*collapsed);
    collapsed_ = there ? collapsed_ + 1 : 0;
    if (collapsed_ < kCollapsedSteps) return {};
    return base::failWithKey(
        ErrorCode::BadInput, kCollapsed,
        fmt::format("The loss has been {:.4g} for {} steps up to step {}, which is its value when all pairs score the "
                    "same: the model has collapsed and learns no more; a smaller learningRate may help.",
                    loss, kCollapsedSteps, done_));
}

base::Status Loop::step(CurveWriter& curve, StepWriter& steps) {
    const auto began = std::chrono::steady_clock::now();
    const double loss = trainer_.step(static_cast<int>(done_ / perEpoch_), done_ % perEpoch_);
    ++done_;
    if (auto good = checkLoss(loss); !good) return good;
    if (auto logged = curve.append({done_, static_cast<float>(epoch()), static_cast<float>(loss)}); !logged)
        return logged;
    const auto& facts = trainer_.facts();
    const std::chrono::duration<float> took = std::chrono::steady_clock::now() - began;
    if (auto logged = steps.append({done_, static_cast<float>(epoch()), static_cast<float>(facts.learningRate),
                                    static_cast<float>(facts.gradientNorm), took.count()});
        !logged)
        return logged;
    report("training", loss);
    if (hooks_.stepped) hooks_.stepped(done_, epoch(), loss);
    if (std::chrono::steady_clock::now() - saved_ >= kCheckpointInterval) return save();
    return {};
}

base::Status Loop::waitWhilePaused() {
    if (!hooks_.pauseRequested || !hooks_.pauseRequested()) return {};
    if (auto saved = save(); !saved) return saved;
    report("paused", NAN);
    if (hooks_.paused) hooks_.paused(true);
    while (!context_.stopped() && hooks_.pauseRequested()) std::this_thread::sleep_for(kPausePoll);
    if (hooks_.paused) hooks_.paused(false);
    return {};
}

base::Status Loop::stopped() {
    if (auto saved = save(); !saved) return saved;
    return fail(ErrorCode::Cancelled, fmt::format("Stopped after step {} of {}.", done_, total_));
}

base::Result<LoopOutcome> Loop::run() {
    if (perEpoch_ < 1) return fail(ErrorCode::BadInput, "There is nothing to train on: an epoch has no step.");
    std::error_code failure;
    fs::create_directories(folder_, failure);
    if (failure)
        return fail(ErrorCode::Io, fmt::format("{} cannot be created: {}.", folder_.string(), failure.message()));
    if (auto resumed = resume(); !resumed) return base::pass(resumed);
    auto curve = CurveWriter::open(folder_ / "curve.bin", done_);
    if (!curve) return base::pass(curve);
    auto steps = StepWriter::open(folder_ / "steps.bin", done_);
    if (!steps) return base::pass(steps);
    for (;;) {
        base::Status status;
        if (evaluationDue())
            status = evaluate();
        else if (over())
            break;
        else if (status = waitWhilePaused(); status && !context_.stopped())
            status = step(*curve, *steps);
        // An evaluation that was cut short is repeated on resume.
        const bool cut = !status && status.error().code == ErrorCode::Cancelled;
        if (!status && !cut) return base::pass(status);
        if (cut || (context_.stopped() && (!over() || evaluationDue()))) {
            status = stopped();
            return base::pass(status);
        }
    }
    LoopOutcome outcome;
    outcome.finished = true;
    outcome.early = done_ < total_;
    outcome.bestMetric = trainer_.selectionMetric();
    outcome.bestValue = bestValue_;
    outcome.bestEpoch = bestEpoch_;
    outcome.bestCheckpoint = bestFile().string();
    outcome.epochs = static_cast<int>(done_ / perEpoch_);
    return outcome;
}

}  // namespace

base::Result<LoopOutcome> runLoop(Trainer& trainer, const LoopOptions& options, const std::string& runFolder,
                                  const LoopHooks& hooks, const base::JobContext& context) try {
    return Loop(trainer, options, runFolder, hooks, context).run();
} catch (const StepFailure& failure) {
    return tl::unexpected(failure.error);
} catch (const std::exception& problem) {
    if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
    return fail(ErrorCode::Internal, fmt::format("The training in {} failed.", runFolder), problem.what());
}

}  // namespace legenda::trainers
