// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"
#include "core/trainers/adamw_options.h"
#include "core/trainers/schedule_options.h"
#include "core/trainers/sentence_options.h"
#include "core/trainers/trainer.h"
#include "core/trainers/training_data.h"

#include <cstdint>
#include <memory>
#include <string>

namespace legenda::trainers {

// The training of the alignment model that goes beyond the paper's (architecture "conv",
// core/model/alignment/conv_net_impl.h): a softmax over the batch instead of hinges.
struct DualOptions : ScheduleOptions, AdamWOptions, SentenceOptions {
    DualOptions() {
        batch = 256;
        learningRate = 0.002;
        warmup = 0.15;
        frameDropout = 0.5;
    }

    int components = 512;
    static constexpr std::int64_t kPlaceUnits = 64;  // hidden units over box geometry alone
    int regionUnits = 0;
    bool regionScores = false;
    double whitening = 0.5;
    double regionDropout = 0.3;
    double frameHidden = 0;
    double phraseWeight = 0;

    template <class Visitor>
    void describe(Visitor&& visit) {
        ScheduleOptions::describe(visit, "batch size in image-sentence pairs, each of another image", "learning rate",
                                  2);
        SentenceOptions::describe(visit);
        visit(components,
              {"components", "principal components of the regions' vectors that are kept", 1, 8192, {}, true});
        visit(regionUnits, {"regionUnits",
                            "hidden units of the MLP over appearance and box geometry; 0: 64 units over box geometry "
                            "alone",
                            0, 8192});
        visit(regionScores, {"regionScores", "objectness is an input of that MLP as well"});
        visit(whitening, {"whitening", "whitening of the components: 0 none, 1 full", 0, 1, {}, true});
        visit(regionDropout, {"regionDropout", "dropout on the regions' components", 0, 0.95});
        visit(frameHidden, {"frameHidden",
                            "whole-image region dropout: fraction of the images whose whole-image region no word may "
                            "choose",
                            0, 1});
        visit(phraseWeight, {"phraseWeight",
                             "weight of phrase-region supervision by phrases with boxes (Flickr30k Entities), soft "
                             "targets over regions with IoU >= 0.5; 0: captions alone",
                             0, 100});
        AdamWOptions::describe(visit);
    }
};

// The score is S_kl = sum over t in l of max over i in k of v_i . s_t, plus g_k . q_l. The loss of a batch of B pairs
// is the sum of that of both parts, each:
//   -1/2B sum_k [ log softmax_l S_kl + log softmax_l S_lk ] at l = k
// and, where the sentences of the batch have phrases with boxes, phraseWeight times the mean over these of
//   -sum_i q_i log softmax_i ( v_i . sum_{t in phrase} s_t ),   q_i proportional to exp(IoU / 0.1) of the regions of
//   its image with IoU >= 0.5, else 0
// device: "cpu", "cuda", "cuda:N". Dev figures, validity of the features and errors: as of makeBrnnTrainer().
base::Result<std::unique_ptr<Trainer>> makeDualTrainer(const DualOptions& options, const TrainingData& data,
                                                       const std::string& device = "cpu");

}  // namespace legenda::trainers
