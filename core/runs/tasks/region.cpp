// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/aligner.h"
#include "core/model/device.h"
#include "core/runs/caption_judges.h"
#include "core/runs/feature_training.h"
#include "core/runs/shipped_captions.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/region_pairs.h"

#include <map>

namespace legenda::runs {

using base::Result;

namespace {

constexpr std::size_t kSampledRegion = 1;  // the first proposal, so that it depends on no alignment

class RegionTraining final : public FeatureTraining {
 public:
    using FeatureTraining::FeatureTraining;

    Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const TrainingInputs& inputs,
                                                           const base::JobContext& context) override {
        LEGENDA_TRY(device, model::resolveDevice(inputs.device));
        LEGENDA_TRY(options, readOptions<trainers::RegionOptions>(inputs.plan.options));
        LEGENDA_TRY(aligner, model::Aligner::load(inputs.plan.alignment));
        LEGENDA_TRY(pairs, trainers::makeRegionPairs(*aligner, loaded_.data, options->pairs, context));
        return trainers::makeRegionTrainer(*options, loaded_.data, *pairs, ciderJudges(), *device);
    }

    Result<std::optional<double>> shippedFigure(const std::filesystem::path& shipped, const TrainingInputs& inputs,
                                                const base::JobContext& context) const override {
        // Regions are numbered by the run's own recipe.
        LEGENDA_TRY(info, model::readCheckpointInfo(shipped));
        if (info->recipe.hash() != loaded_.data.recipe.hash()) return std::nullopt;
        LEGENDA_TRY(items, devItems(inputs.plan, context));
        return shippedCider(std::move(*items), loaded_, shipped, inputs, context);
    }

    Result<std::vector<RunSample>> samples(const model::TensorFile& model) const override {
        return captionSamples(model, sampled_, kSampledRegion);
    }

 private:
    // The regions of the dev images with the snippets that the alignment assigns to them.
    Result<std::vector<CaptionedItem>> devItems(const RunPlan& plan, const base::JobContext& context) const {
        LEGENDA_TRY(options, readOptions<trainers::RegionOptions>(plan.options));
        LEGENDA_TRY(aligner, model::Aligner::load(plan.alignment));
        LEGENDA_TRY(pairs, trainers::makeRegionPairs(*aligner, loaded_.data.dev, options->pairs, context));
        std::vector<CaptionedItem> items;
        std::map<std::pair<std::size_t, int>, std::size_t> numbers;
        for (auto& pair : *pairs) {
            if (pair.wholeFrame && !options->wholeFrame) continue;
            const auto [found, isNew] = numbers.try_emplace({pair.image, pair.region}, items.size());
            if (isNew) items.push_back({pair.image, pair.region, {}});
            items[found->second].texts.push_back(std::move(pair.text));
        }
        return items;
    }
};

class RegionTask final : public TrainingTask {
 public:
    project::ModelKind kind() const override { return project::ModelKind::Region; }
    OptionSetPtr options(const std::string&) const override {
        return std::make_unique<OptionSetOf<trainers::RegionOptions>>();
    }
    base::Status complete(RunPlan& plan, const PlanInputs& inputs) const override {
        LEGENDA_TRY(alignment, chooseAlignment(inputs));
        LEGENDA_TRY(recipe, chooseRecipe(inputs, *alignment));
        plan.alignment = std::move(*alignment);
        plan.recipe = std::move(*recipe);
        return {};
    }
    Result<LoadedTrainingPtr> load(const TrainingInputs& inputs, const base::JobContext& context) const override {
        LEGENDA_TRY(loaded, loadFeatures(inputs, context));
        return std::make_unique<RegionTraining>(std::move(*loaded));
    }
    Result<trainers::TrainingSize> size(const RunPlan& plan, const trainers::SizeInputs& inputs) const override {
        return sizeBy<trainers::RegionOptions>(plan, inputs);
    }
    EnoughImages enough() const override { return {kEnoughForWords, "learn region captions from", kFewWords}; }
};

}  // namespace

TaskPtr make_region() {
    return std::make_unique<RegionTask>();
}

}  // namespace legenda::runs
