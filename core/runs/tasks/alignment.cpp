// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/retrieval.h"
#include "core/model/aligner.h"
#include "core/model/device.h"
#include "core/runs/dev_vectors.h"
#include "core/runs/feature_training.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/dual_trainer.h"

#include <algorithm>

namespace legenda::runs {

using base::Result;

namespace {

constexpr std::size_t kSentencesAtOnce = 100;
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
        const auto& images = loaded_.data.dev;
        std::vector<base::Matrix> regions;
        base::Matrix frames;
        std::vector<std::string> sentences;
        std::vector<int> owner;
        for (std::size_t i = 0; i < images.size(); ++i) {
            if (context.stopped()) return base::JobContext::cancelled();
            const auto vectors = (*dev)[i].toFloat();
            regions.push_back(aligner->embedRegions(vectors, (*dev)[i].scoredPlaces()));
            appendRow(frames, vectors.row(0));
            sentences.insert(sentences.end(), images[i].sentences.begin(), images[i].sentences.end());
            owner.insert(owner.end(), images[i].sentences.size(), static_cast<int>(i));
        }
        const auto whole = aligner->embedFrames(frames);
        base::Matrix scores(images.size(), sentences.size());
        for (std::size_t s = 0; s < sentences.size(); s += kSentencesAtOnce) {
            if (context.stopped()) return base::JobContext::cancelled();
            const auto begin = sentences.begin() + static_cast<std::ptrdiff_t>(s);
            const auto count = static_cast<std::ptrdiff_t>(std::min(kSentencesAtOnce, sentences.size() - s));
            const auto block = aligner->scoreAll(regions, whole, aligner->embedSentences({begin, begin + count}));
            for (std::size_t r = 0; r < block.rows; ++r)
                std::ranges::copy(block.row(r), scores.row(r).begin() + static_cast<std::ptrdiff_t>(s));
        }
        const auto figures = metrics::retrievalFigures(scores, owner);
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
