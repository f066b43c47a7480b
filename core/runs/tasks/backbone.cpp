// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/device.h"
#include "core/runs/pixel_options.h"
#include "core/runs/training_pictures.h"
#include "core/trainers/backbone_trainer.h"

#include <algorithm>
#include <cmath>

namespace legenda::runs {

using base::Result;

namespace {

// Crops keep about the resolution of the pictures.
constexpr double kSourceOverInput = 10.0 / 9;

class BackboneTraining final : public LoadedTraining {
 public:
    BackboneTraining(trainers::BackboneOptions options, LoadedPictures loaded)
        : options_(std::move(options)), loaded_(std::move(loaded)) {}
    const std::vector<std::string>& notes() const override { return loaded_.notes; }

    Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const TrainingInputs& inputs,
                                                           const base::JobContext&) override {
        LEGENDA_TRY(device, model::resolveDevice(inputs.device));
        const auto& named = options_.backbone;
        const std::filesystem::path weights = named.ends_with(".safetensors")
                                                  ? std::filesystem::path(named)
                                                  : inputs.resources.pretrained() / (named + ".safetensors");
        return trainers::makeBackboneTrainer(options_, loaded_.data, weights, *device);
    }

 private:
    trainers::BackboneOptions options_;
    LoadedPictures loaded_;
};

class BackboneTask final : public TrainingTask {
 public:
    project::ModelKind kind() const override { return project::ModelKind::Backbone; }
    OptionSetPtr options(const std::string&) const override {
        return std::make_unique<OptionSetOf<trainers::BackboneOptions>>();
    }
    base::Status complete(RunPlan& plan, const PlanInputs& inputs) const override {
        return completeOverPixels(plan, inputs);
    }
    Result<LoadedTrainingPtr> load(const TrainingInputs& inputs, const base::JobContext& context) const override {
        LEGENDA_TRY(options, readOptions<trainers::BackboneOptions>(inputs.plan.options));
        context.report({"preparing", 0, 0, {}});
        const double side = options->inputSize * (options->cropArea < 1 ? kSourceOverInput : 1);
        LEGENDA_TRY(loaded, loadPictures(inputs.project, options->pixels, static_cast<int>(std::lround(side)),
                                         options->longestSide, static_cast<std::uint64_t>(options->seed), context));
        const auto named = std::ranges::any_of(loaded->data.train, [](const auto& p) { return !p.phrases.empty(); });
        if (options->phrases && !named)
            loaded->notes.emplace_back(
                "No training sentence has phrases with boxes (Entities): only whole sentences are used.");
        return std::make_unique<BackboneTraining>(std::move(*options), std::move(*loaded));
    }
    Result<trainers::TrainingSize> size(const RunPlan& plan, const trainers::SizeInputs& inputs) const override {
        return sizeBy<trainers::BackboneOptions>(plan, inputs);
    }
    EnoughImages enough() const override { return {kEnoughForWords, "fine-tune a backbone on", kFewWords}; }
};

}  // namespace

TaskPtr make_backbone() {
    return std::make_unique<BackboneTask>();
}

}  // namespace legenda::runs
