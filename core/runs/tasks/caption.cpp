// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/device.h"
#include "core/runs/caption_judges.h"
#include "core/runs/feature_training.h"
#include "core/runs/shipped_captions.h"
#include "core/trainers/caption_trainer.h"

namespace legenda::runs {

using base::Result;

namespace {

class CaptionTraining final : public FeatureTraining {
 public:
    using FeatureTraining::FeatureTraining;

    Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const TrainingInputs& inputs,
                                                           const base::JobContext&) override {
        LEGENDA_TRY(device, model::resolveDevice(inputs.device));
        LEGENDA_TRY(options, readOptions<trainers::CaptionOptions>(inputs.plan.options));
        return trainers::makeCaptionTrainer(*options, loaded_.data, ciderJudges(), *device);
    }

    Result<std::optional<double>> shippedFigure(const std::filesystem::path& shipped, const TrainingInputs& inputs,
                                                const base::JobContext& context) const override {
        std::vector<CaptionedItem> items;
        for (std::size_t i = 0; i < loaded_.data.dev.size(); ++i)
            items.push_back({i, 0, loaded_.data.dev[i].sentences});
        return shippedCider(std::move(items), loaded_, shipped, inputs, context);
    }

    Result<std::vector<RunSample>> samples(const model::TensorFile& model) const override {
        return captionSamples(model, sampled_, 0);
    }
};

class CaptionTask final : public TrainingTask {
 public:
    project::ModelKind kind() const override { return project::ModelKind::Caption; }
    OptionSetPtr options(const std::string&) const override {
        return std::make_unique<OptionSetOf<trainers::CaptionOptions>>();
    }
    // An alignment is needed only for its recipe: a project without one uses the preset's.
    base::Status complete(RunPlan& plan, const PlanInputs& inputs) const override {
        const auto alignment = chooseAlignment(inputs);
        LEGENDA_TRY(recipe, chooseRecipe(inputs, alignment ? *alignment : std::filesystem::path()));
        plan.recipe = std::move(*recipe);
        return {};
    }
    Result<LoadedTrainingPtr> load(const TrainingInputs& inputs, const base::JobContext& context) const override {
        LEGENDA_TRY(loaded, loadFeatures(inputs, context));
        return std::make_unique<CaptionTraining>(std::move(*loaded));
    }
    Result<trainers::TrainingSize> size(const RunPlan& plan, const trainers::SizeInputs& inputs) const override {
        return sizeBy<trainers::CaptionOptions>(plan, inputs);
    }
    EnoughImages enough() const override { return {kEnoughForWords, "learn captions from", kFewWords}; }
};

}  // namespace

TaskPtr make_caption() {
    return std::make_unique<CaptionTask>();
}

}  // namespace legenda::runs
