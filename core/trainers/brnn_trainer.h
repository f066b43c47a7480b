// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"
#include "core/trainers/schedule_options.h"
#include "core/trainers/trainer.h"
#include "core/trainers/training_data.h"

#include <cstdint>
#include <memory>
#include <string>

namespace legenda::trainers {

// The alignment model's training (method, sections 2 to 4).
struct BrnnOptions : ScheduleOptions {
    BrnnOptions() {
        learningRate = 0.01;
        warmup = 0.03;
    }

    int embedding = 1000;
    int wordVectors = 300;
    int hidden = 300;
    int minCount = 5;
    double momentum = 0.9;
    double weightDecay = 1e-4;
    double dropout = 0.2;
    double clip = 5;
    double margin = 1;
    double initialScale = 0.04;
    double featureScale = 0.03;

    template <class Visitor>
    void describe(Visitor&& visit) {
        ScheduleOptions::describe(visit, "batch size in image-sentence pairs, each of another image",
                                  "learning rate, for the loss averaged over the images of a batch", 2);
        visit(embedding, {"embedding", "embedding dimension h of regions and words", 1, 8192});
        visit(wordVectors, {"wordVectors", "dimension of the word vectors", 1, 8192});
        visit(hidden, {"hidden", "hidden units of each direction of the recurrent network", 1, 8192});
        visit(minCount, {"minCount", "minimum word frequency in the training sentences", 1, 1000});
        visit(momentum, {"momentum", "momentum of the gradient descent", 0, 0.999, {}, true});
        visit(weightDecay, {"weightDecay", "weight decay of matrices, not of biases", 0, 1});
        visit(dropout, {"dropout", "dropout on all connections but the recurrent ones", 0, 0.95});
        visit(clip, {"clip",
                     "gradient clipping: maximum absolute value of each element, for the loss summed over the batch",
                     1e-6,
                     1e6,
                     {},
                     true});
        visit(margin, {"margin", "ranking margin over negatives", 0, 1000, {}, true});
        visit(initialScale, {"initialScale",
                             "standard deviation of the initial region and word vectors' elements",
                             1e-6,
                             100,
                             {},
                             true});
        visit(featureScale,
              {"featureScale",
               "scale of the standardised region vectors: a larger one makes W_m learn faster relative to the words",
               1e-6,
               100,
               {},
               true});
    }
};

// Dev figures: "r1_image_annotation", "r5_…", "r10_…", "median_rank_image_annotation", the same of "image_search",
// "rsum" (the sum of the six recalls, which selects the best checkpoint) and "spread" (standard deviation of v_i .
// s_t). `data.train[i].features` must stay valid as long as the trainer; the rest is copied. device: "cpu", "cuda",
// "cuda:N". Errors: BadInput when a split has no image with a known word or the vectors' lengths differ.
base::Result<std::unique_ptr<Trainer>> makeBrnnTrainer(const BrnnOptions& options, const TrainingData& data,
                                                       const std::string& device = "cpu");

}  // namespace legenda::trainers
