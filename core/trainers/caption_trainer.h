// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"
#include "core/trainers/adamw_options.h"
#include "core/trainers/region_pairs.h"
#include "core/trainers/schedule_options.h"
#include "core/trainers/trainer.h"
#include "core/trainers/training_data.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace legenda::trainers {

// The multimodal RNN's training (method, section 6).
struct CaptionOptions : ScheduleOptions, AdamWOptions {
    CaptionOptions() {
        epochs = 20;
        warmup = 0.02;
        clip = 5;
        weightDecay = 0;
    }

    std::string cell = "relu";
    int hidden = 512;
    int wordVectors = 512;
    int attention = 0;
    int minCount = 5;
    std::string optimizer = "rmsprop";
    double dropoutEncoder = 0.5;
    double dropoutDecoder = 0.5;
    double labelSmoothing = 0;
    double rmsDecay = 0.999;
    double rmsEpsilon = 1e-8;
    bool standardise = true;
    int longest = 60;
    int lengthPool = 8;
    int evaluationItems = 1000;
    int samples = 0;
    std::string initial;

    template <class Visitor>
    void describe(Visitor&& visit) {
        ScheduleOptions::describe(visit, "sentences per step");
        visit(cell, {"cell", "recurrent unit: the paper's ReLU, or an LSTM", 0, 0, {"relu", "lstm"}});
        visit(hidden, {"hidden", "hidden units of the recurrent network", 1, 8192});
        visit(wordVectors, {"wordVectors", "dimension of the word vectors", 1, 8192});
        visit(attention, {"attention",
                          "dimension of the attention over the image's regions; 0: no attention, the whole image's "
                          "vector alone",
                          0, 8192});
        visit(minCount, {"minCount", "minimum word frequency in the training sentences", 1, 1000});
        visit(optimizer, {"optimizer",
                          "rmsprop (the paper's; clip is then that of each element of the gradient), or adamw with an "
                          "EMA of the weights",
                          0,
                          0,
                          {"rmsprop", "adamw"}});
        visit(dropoutEncoder, {"dropoutEncoder", "dropout on image and word inputs", 0, 0.95});
        visit(dropoutDecoder, {"dropoutDecoder", "dropout on hidden states before the output", 0, 0.95});
        visit(labelSmoothing, {"labelSmoothing", "label smoothing", 0, 0.9, {}, true});
        visit(rmsDecay, {"rmsDecay", "RMSprop decay", 0, 0.99999, {}, true});
        visit(rmsEpsilon, {"rmsEpsilon", "RMSprop epsilon", 1e-16, 1, {}, true});
        AdamWOptions::describe(visit);
        visit(standardise,
              {"standardise",
               "standardise every input dimension to mean 0 and standard deviation 1 on the training split",
               0,
               1,
               {},
               true});
        visit(longest, {"longest",
                        "maximum sentence length in known words; longer training sentences are left out",
                        1,
                        1000,
                        {},
                        true});
        visit(lengthPool, {"lengthPool",
                           "batches per pool within which sentences are sorted by length; 1: no sorting",
                           1,
                           1000,
                           {},
                           true});
        visit(evaluationItems,
              {"evaluationItems", "dev images or regions captioned at an evaluation", 1, 1000000, {}, true});
        visit(samples, {"samples",
                        "0: cross entropy with the reference captions; else self-critical sequence training (SCST) "
                        "with a CIDEr-D reward, so many captions sampled per image",
                        0, 50});
        visit(initial, {"initial", "caption checkpoint of the same architecture whose weights initialise the model"});
    }
};

// The region captioner: the same network on (region, snippet) pairs.
struct RegionOptions : CaptionOptions {
    bool context = true;
    bool wholeFrame = false;
    RegionPairOptions pairs;

    template <class Visitor>
    void describe(Visitor&& visit) {
        CaptionOptions::describe(visit);
        visit(context, {"context", "append the whole image's vector to the region's"});
        visit(wholeFrame, {"wholeFrame", "train on the segments aligned with the whole image as well"});
        pairs.describe(visit);
    }
};

// Score of greedy captions against their raw reference texts (the job passes CIDEr-D of core/metrics).
using CaptionScorer = std::function<double(const std::vector<std::string>& captions,
                                           const std::vector<std::vector<std::string>>& references)>;

// The reward of a caption of the item, as words; made from the items' raw texts.
using CaptionReward = std::function<double(std::size_t item, const std::vector<std::string>& words)>;
using MakeCaptionReward = std::function<CaptionReward(const std::vector<std::vector<std::string>>& texts)>;

// The scores of captions: on the dev split, and as the reward of self-critical training (options.samples > 0).
struct CaptionJudges {
    CaptionScorer dev = {};
    MakeCaptionReward reward = {};
};

// Learns the sentences of each training image from its whole-image vector (region 0). Dev figures: "loss" (mean
// negative log-likelihood per target word, END included), "perplexity", and with a scorer "cider" of greedy captions,
// which then selects the best checkpoint; without one the loss does. `data.train[i].features` must stay valid as long
// as the trainer; the rest is copied. device: "cpu", "cuda", "cuda:N". Errors: BadInput when there is nothing to learn
// from; Usage for options out of range.
base::Result<std::unique_ptr<Trainer>> makeCaptionTrainer(const CaptionOptions& options, const TrainingData& data,
                                                          const CaptionJudges& judges = {},
                                                          const std::string& device = "cpu");

// Learns the snippets of regions (region_pairs.h). The vocabulary is that of the whole training sentences. Dev figures
// as above, on the dev pairs: the texts of one region are its references.
base::Result<std::unique_ptr<Trainer>> makeRegionTrainer(const RegionOptions& options, const TrainingData& data,
                                                         const RegionPairs& pairs, const CaptionJudges& judges = {},
                                                         const std::string& device = "cpu");

}  // namespace legenda::trainers
