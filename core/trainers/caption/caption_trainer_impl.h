// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/captioner_impl.h"
#include "core/trainers/caption/caption_items_impl.h"
#include "core/trainers/caption/rnn_gradient_impl.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/data/epoch_batches.h"
#include "core/trainers/data/next_batch_impl.h"
#include "core/trainers/optim/adamw_impl.h"
#include "core/trainers/optim/rmsprop_impl.h"

#include <ATen/ATen.h>

namespace legenda::trainers {

struct CaptionSetup {
    CaptionOptions options;
    model::CheckpointInfo info;  // kind, options, recipe, parents, dataset, setting, seed
    text::Vocabulary vocabulary;
    CaptionSet train, dev;
    std::vector<int> neverLast{};         // end-of-sentence constraint
    std::vector<std::int64_t> bigrams{};  // bigram constraint
    bool context = false;                 // region vectors with the whole image's appended
    CaptionScorer scorer;
    CaptionReward reward;  // of the train items; where options.samples > 0
};

class CaptionTrainer : public Trainer {
 public:
    CaptionTrainer(CaptionSetup setup, const std::string& device);

    std::int64_t stepsPerEpoch() const override;
    double step(int epoch, std::int64_t step) override;
    base::Status startFrom(const std::filesystem::path& checkpoint);
    base::Result<std::map<std::string, double>> evaluate(const base::JobContext& context) override;
    std::string selectionMetric() const override { return setup_.scorer ? "cider" : "loss"; }
    bool higherIsBetter() const override { return static_cast<bool>(setup_.scorer); }
    model::TensorFile modelFile(const std::map<std::string, double>& figures) const override;
    model::TensorFile stateFile() const override;
    base::Status restore(const model::TensorFile& model, const model::TensorFile& state) override;

 private:
    struct Batch {
        model::PackedBatch packed;
        model::RnnInput input{};  // standardised, in packed order
        model::RnnDropout dropout{};
    };
    Batch makeBatch(const CaptionSet& set, const std::vector<std::size_t>& sentences) const;
    Batch makeTrainBatch(int epoch, std::int64_t step);  // with its dropout
    model::RnnInput inputOf(const std::vector<const CaptionItem*>& items) const;
    model::RnnDropout drawDropout(const Batch& batch, int epoch, std::int64_t step) const;
    RnnGradients sentenceGradients(int epoch, std::int64_t step);
    RnnGradients gradientsOf(const Batch& batch, const TokenLoss& of);
    base::Status fits(const model::CaptionModel& loaded, const std::string& file) const;
    RnnGradients selfCriticalGradients(int epoch, std::int64_t step);
    // What is evaluated and stored.
    const model::Rnn& evaluated() const { return adamw_ ? average_ : model_.rnn; }
    base::Result<double> devLoss(const base::JobContext& context) const;
    base::Result<double> devScore(const base::JobContext& context) const;

    CaptionSetup setup_;
    at::Device device_;
    model::CaptionModel model_;
    model::Standardiser standardise_;
    std::optional<model::Standardiser> standardiseRegions_;
    model::Rnn average_;                              // with adamw
    std::unique_ptr<RmsProp> rmsprop_;                // one of
    std::unique_ptr<AdamW> adamw_;                    // these
    EpochBatches<std::vector<std::size_t>> batches_;  // of sentences; self-critical: of items
    NextBatch<Batch> next_;                           // of sentences
};

}  // namespace legenda::trainers
