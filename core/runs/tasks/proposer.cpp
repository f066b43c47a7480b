// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/network_loader.h"
#include "core/model/device.h"
#include "core/runs/pixel_options.h"
#include "core/runs/training_boxes.h"
#include "core/trainers/proposer_trainer.h"

#include <algorithm>

namespace legenda::runs {

using base::Result;

namespace {

class ProposerTraining final : public LoadedTraining {
 public:
    ProposerTraining(trainers::ProposerOptions options, LoadedBoxes loaded)
        : options_(std::move(options)), loaded_(std::move(loaded)) {}
    const std::vector<std::string>& notes() const override { return loaded_.notes; }

    Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const TrainingInputs& inputs,
                                                           const base::JobContext& context) override {
        features::Recipe recipe;
        recipe.backbone = options_.backbone;
        LEGENDA_TRY(device, model::resolveDevice(inputs.device));
        LEGENDA_TRY(net, extraction::loadNetwork(recipe, inputs.resources, *device));
        net_ = std::move(*net);
        loaded_.data.setting = std::max(loaded_.data.setting, recipe.setting);
        return trainers::makeProposerTrainer(options_, loaded_.data, {*net_, recipe.backbone, inputs.scratch}, context,
                                             *device);
    }

 private:
    trainers::ProposerOptions options_;
    LoadedBoxes loaded_;
    std::unique_ptr<model::LoadedBackbone> net_;
};

class ProposerTask final : public TrainingTask {
 public:
    project::ModelKind kind() const override { return project::ModelKind::Proposer; }
    OptionSetPtr options(const std::string&) const override {
        return std::make_unique<OptionSetOf<trainers::ProposerOptions>>();
    }
    base::Status complete(RunPlan& plan, const PlanInputs& inputs) const override {
        return completeOverPixels(plan, inputs);
    }
    Result<LoadedTrainingPtr> load(const TrainingInputs& inputs, const base::JobContext& context) const override {
        LEGENDA_TRY(options, readOptions<trainers::ProposerOptions>(inputs.plan.options));
        context.report({"preparing", 0, 0, {}});
        LEGENDA_TRY(loaded, loadBoxes(inputs.project, *options, context));
        return std::make_unique<ProposerTraining>(std::move(*options), std::move(*loaded));
    }
    Result<trainers::TrainingSize> size(const RunPlan& plan, const trainers::SizeInputs& inputs) const override {
        return sizeBy<trainers::ProposerOptions>(plan, inputs);
    }
    EnoughImages enough() const override {
        return {200, "learn regions from",
                "only those with boxes count, drawn on the Annotate page or imported, and fewer than 20 of them would "
                "choose the best checkpoint."};
    }
    bool learnsFromBoxes() const override { return true; }
};

}  // namespace

TaskPtr make_proposer() {
    return std::make_unique<ProposerTask>();
}

}  // namespace legenda::runs
