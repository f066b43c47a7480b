// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/block_ranks.h"
#include "core/model/device.h"
#include "core/model/score_blocks.h"
#include "core/runs/dev_vectors.h"
#include "core/runs/feature_training.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/dual_trainer.h"

namespace legenda::runs {

using base::Result;

namespace {

constexpr const char* kDual = "conv";  // the architecture beside the paper's BRNN

double recallSum(const metrics::RecallFigures& f) {
    return f.r1 + f.r5 + f.r10;
}

class AlignmentTraining final : public FeatureTraining {
 public:
    using FeatureTraining::FeatureTraining;

    Result<std::unique_ptr<trainers::Trainer>> makeTrainer(const TrainingInputs& inputs,
                                                           const base::JobContext&) override {
        LEGENDA_TRY(device, model::resolveDevice(inputs.device));
        if (inputs.plan.architecture == kDual) {
            LEGENDA_TRY(options, readOptions<trainers::DualOptions>(inputs.plan.options));
            return trainers::makeDualTrainer(*options, loaded_.data, *device);
        }
        LEGENDA_TRY(options, readOptions<trainers::BrnnOptions>(inputs.plan.options));
        return trainers::makeBrnnTrainer(*options, loaded_.data, *device);
    }

    // The sum of the six recalls.
    Result<std::optional<double>> shippedFigure(const std::filesystem::path& shipped, const TrainingInputs& inputs,
                                                const base::JobContext& context) const override {
        LEGENDA_TRY(aligner, model::Aligner::load(shipped, "cpu"));
        const auto dev = DevVectors::of(loaded_, aligner->info().recipe, inputs.project.folder());
        if (!dev) return std::nullopt;
        std::vector<const features::ImageFeatures*> images;
        std::vector<std::string> sentences;
        std::vector<int> owner;
        for (const auto& image : loaded_.data.dev) {
            owner.insert(owner.end(), image.sentences.size(), static_cast<int>(images.size()));
            images.push_back(&(*dev)[images.size()]);
            sentences.insert(sentences.end(), image.sentences.begin(), image.sentences.end());
        }
        metrics::BlockRanks ranks(images.size(), owner);
        using Pairs = model::ScoreBlocks::Pairs;
        const base::JobContext quiet{context.stop, {}};
        LEGENDA_TRY(blocks, model::ScoreBlocks::of(*aligner, images, std::move(sentences), std::move(owner), quiet));
        const auto addOwn = [&](const auto& block, auto image, auto sentence) { ranks.addOwn(block, image, sentence); };
        const auto count = [&](const auto& block, auto image, auto sentence) { ranks.count(block, image, sentence); };
        if (auto own = blocks->each(Pairs::WithOwnImages, addOwn, quiet); !own) return base::pass(own);
        if (auto all = blocks->each(Pairs::All, count, quiet); !all) return base::pass(all);
        const auto figures = ranks.figures();
        return recallSum(figures.imageAnnotation) + recallSum(figures.imageSearch);
    }

    Result<std::vector<RunSample>> samples(const model::TensorFile& model) const override {
        return alignmentSamples(model, sampled_);
    }
};

class AlignmentTask final : public TrainingTask {
 public:
    project::ModelKind kind() const override { return project::ModelKind::Alignment; }
    OptionSetPtr options(const std::string& architecture) const override {
        if (architecture == kDual) return std::make_unique<OptionSetOf<trainers::DualOptions>>();
        return std::make_unique<OptionSetOf<trainers::BrnnOptions>>();
    }
    base::Status complete(RunPlan& plan, const PlanInputs& inputs) const override {
        LEGENDA_TRY(recipe, chooseRecipe(inputs, {}));
        plan.recipe = std::move(*recipe);
        return {};
    }
    Result<LoadedTrainingPtr> load(const TrainingInputs& inputs, const base::JobContext& context) const override {
        LEGENDA_TRY(loaded, loadFeatures(inputs, context));
        return std::make_unique<AlignmentTraining>(std::move(*loaded));
    }
    Result<trainers::TrainingSize> size(const RunPlan& plan, const trainers::SizeInputs& inputs) const override {
        if (plan.architecture == kDual) return sizeBy<trainers::DualOptions>(plan, inputs);
        return sizeBy<trainers::BrnnOptions>(plan, inputs);
    }
    EnoughImages enough() const override { return {kEnoughForWords, "learn alignments from", kFewWords}; }
};

}  // namespace

TaskPtr make_alignment() {
    return std::make_unique<AlignmentTask>();
}

}  // namespace legenda::runs
