// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/model_kind.h"
#include "core/project/resources.h"
#include "core/runs/option_set.h"
#include "core/runs/plan.h"
#include "core/runs/presets.h"
#include "core/runs/run_samples.h"
#include "core/store/project_store.h"
#include "core/trainers/trainer.h"
#include "core/trainers/training_size.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::runs {

// The inputs from which a plan is completed.
struct PlanInputs {
    const TrainRequest& request;
    const PresetInfo& preset;
    const project::Resources& resources;
    const base::JobContext& context;
};

// The environment of a planned training; all of it outlives the training.
struct TrainingInputs {
    const RunPlan& plan;
    const store::ProjectStore& project;
    const project::Resources& resources;
    std::filesystem::path scratch;  // a scratch file of the run; deleted at its end
    std::string device;             // as of TrainRequest
    int threads = 0;
};

// The data of one training, read from the project. It outlives the trainer that reads it.
class LoadedTraining {
 public:
    virtual ~LoadedTraining() = default;
    virtual const std::vector<std::string>& notes() const = 0;
    virtual base::Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const TrainingInputs& inputs,
                                                                         const base::JobContext& context) = 0;
    // The recipe of the feature vectors that were read, with the backbone's hash; nullptr: it reads pixels.
    virtual const features::Recipe* recipe() const { return nullptr; }
    // The number of dev images on which the run's best checkpoint is compared with the shipped model; none: no
    // comparison.
    virtual std::optional<std::int64_t> comparedImages() const { return {}; }
    // The shipped model's value on these images of the figure that selects the run's best checkpoint. None where the
    // shipped model needs features that the project lacks: they are not computed for a comparison.
    virtual base::Result<std::optional<double>> shippedFigure(const std::filesystem::path& shipped,
                                                              const TrainingInputs& inputs,
                                                              const base::JobContext& context) const;
    virtual bool sampled() const { return false; }  // there are dev images whose samples are kept
    // What a model of this training, as a checkpoint, says about them. Draws no random numbers, so that the training
    // goes on as it would without.
    virtual base::Result<std::vector<RunSample>> samples(const model::TensorFile& model) const;
};
using LoadedTrainingPtr = std::unique_ptr<LoadedTraining>;

// How many training photographs are enough; fewer are worth a warning.
struct EnoughImages {
    std::int64_t images;
    const char* toLearn;  // "learn captions from"
    const char* because;  // a sentence's second half, with its full stop
};
// On Flickr8K the words that occur five times in the sentences of 1,000 photographs are 91% of those in the sentences
// of others (of 300: 84%, of 100: 74%, of 36: 58%).
inline constexpr std::int64_t kEnoughForWords = 1000;
inline constexpr const char* kFewWords =
    "with fewer than 1,000 the model knows fewer than nine tenths of the words of new sentences.";

// One kind of training. A task is one file in tasks/: it defines `TaskPtr make_<stem>()`. Plain data of the kind
// (names, metric, devices) is the row of project::modelKinds().
class TrainingTask {
 public:
    virtual ~TrainingTask() = default;
    virtual project::ModelKind kind() const = 0;
    // The defaults; architecture: of the preset, where the kind has several.
    virtual OptionSetPtr options(const std::string& architecture) const = 0;
    // Completes the plan: the recipe, and the alignment where one is needed.
    virtual base::Status complete(RunPlan& plan, const PlanInputs& inputs) const = 0;
    virtual base::Result<LoadedTrainingPtr> load(const TrainingInputs& inputs,
                                                 const base::JobContext& context) const = 0;
    // Of a plan's training, before anything is loaded; Usage where an option does not fit.
    virtual base::Result<trainers::TrainingSize> size(const RunPlan& plan,
                                                      const trainers::SizeInputs& inputs) const = 0;
    virtual EnoughImages enough() const = 0;
    virtual bool learnsFromBoxes() const { return false; }  // its examples are images with boxes, not with sentences
};

// size() of a kind whose options have one type.
template <class Options>
base::Result<trainers::TrainingSize> sizeBy(const RunPlan& plan, const trainers::SizeInputs& inputs) {
    LEGENDA_TRY(options, readOptions<Options>(plan.options));
    return trainers::sizeOf(*options, inputs);
}
using TaskPtr = std::unique_ptr<TrainingTask>;

std::vector<TaskPtr> trainingTasks();            // generated: one entry per file in tasks/
TaskPtr trainingTask(std::string_view command);  // nullptr: there is none

}  // namespace legenda::runs
