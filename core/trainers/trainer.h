// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/model/out_of_memory.h"
#include "core/model/safetensors.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace legenda::trainers {

// Thrown by Trainer::step() for a failure that is not a bug: a picture that cannot be read. The loop returns the error.
struct StepFailure : std::runtime_error {
    explicit StepFailure(base::Error why) : std::runtime_error(why.message), error(std::move(why)) {}
    base::Error error;
};

// Beside the loss, of one step. NaN: not measured at this step.
struct StepFacts {
    double learningRate = NAN;
    double gradientNorm = NAN;  // L2, over all weights, before clipping
    double dataSeconds = NAN;   // that the step waited for its batch
};

// A model being trained, as the training loop sees it: one kind of training is one Trainer. Owned by the worker of long
// jobs.
class Trainer {
 public:
    virtual ~Trainer() = default;

    virtual std::int64_t stepsPerEpoch() const = 0;
    // One optimiser update on batch `step` of `epoch` (both from 0); the loss. Every random draw is a function of
    // (seed, purpose, epoch, step).
    virtual double step(int epoch, std::int64_t step) = 0;
    const StepFacts& facts() const { return facts_; }  // of the last step
    // Dev figures by name ("r1_image_annotation", "cider", "loss"); Cancelled when the context is stopped.
    virtual base::Result<std::map<std::string, double>> evaluate(const base::JobContext& context) = 0;
    // The loss that the last step would have had if the model gave all pairs the same score; none: there is no such
    // value. A loss that stays there is that of a collapsed model, which learns no more.
    virtual std::optional<double> collapsedLoss() const { return {}; }
    virtual std::string selectionMetric() const = 0;  // a name of evaluate()
    virtual bool higherIsBetter() const = 0;

    // The checkpoint: float32 tensors and metadata (model::CheckpointInfo, vocabulary, statistics); `figures` go into
    // the metadata.
    virtual model::TensorFile modelFile(const std::map<std::string, double>& figures) const = 0;
    // What resuming needs beside it: optimiser moments and counters.
    virtual model::TensorFile stateFile() const = 0;
    // Names and shapes are compared before anything is changed.
    virtual base::Status restore(const model::TensorFile& model, const model::TensorFile& state) = 0;

 protected:
    StepFacts facts_;
};

struct LoopOptions {
    int epochs = 10;
    double evaluationsPerEpoch = 1;
    int patience = 0;           // early stopping after this many evaluations in a row without a new best; 0: none
    bool patienceAnew = false;  // of a resumed run: evaluations before are not counted
};

// Keys of errors: the loss or a figure is not finite; the loss has been that of a collapsed model for many steps;
// memory ran out.
inline constexpr const char* kDiverged = "train.diverged";
inline constexpr const char* kCollapsed = "train.collapsed";
inline constexpr const char* kOutOfMemory = model::kOutOfMemory;

struct LoopOutcome {
    bool finished = false;
    bool early = false;  // by early stopping
    std::string bestMetric;
    double bestValue = 0;
    int bestEpoch = 0;
    std::string bestCheckpoint;  // path
    int epochs = 0;              // whole ones done
};

// Hooks of the caller (the training job writes them into the project).
struct LoopHooks {
    std::function<base::Status(int epoch, std::int64_t step, const std::map<std::string, double>& figures)> evaluated;
    std::function<bool()> pauseRequested;
    std::function<void(bool paused)> paused;  // the training waits, after a checkpoint; it goes on
    std::function<void(std::int64_t step, double epoch, double loss)> stepped;
};

// Trains in the run's folder: curve.bin and steps.bin (fixed-size records), ckpt-STEP/{model,state}.safetensors
// (fsynced, renamed as one, the last two kept), best.safetensors. Resumes from the newest whole checkpoint when there
// is one, cutting curve records logged after it. Bit-equal to an uninterrupted run. A stop writes a checkpoint and
// returns Cancelled. Whatever else ends it leaves the newest checkpoint as it was.
base::Result<LoopOutcome> runLoop(Trainer& trainer, const LoopOptions& options, const std::string& runFolder,
                                  const LoopHooks& hooks, const base::JobContext& context);

}  // namespace legenda::trainers
