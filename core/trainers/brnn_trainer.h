// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"
#include "core/trainers/trainer.h"
#include "core/trainers/training_data.h"

#include <cstdint>
#include <memory>
#include <string>

namespace legenda::trainers {

// The alignment model's training (method, sections 2 to 4). `epochs` and `evaluationsPerEpoch` are for LoopOptions.
struct AlignOptions {
    int epochs = 10;
    double evaluationsPerEpoch = 1;
    int batch = 100;
    int embedding = 1000;
    int wordVectors = 300;
    int hidden = 300;
    int minCount = 5;
    double learningRate = 0.01;
    std::string schedule = "cosine";
    int warmup = 100;
    double momentum = 0.9;
    double weightDecay = 1e-4;
    double dropout = 0.2;
    double clip = 5;
    double margin = 1;
    double initialScale = 0.04;
    double featureScale = 0.03;
    std::int64_t seed = 1;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(epochs, {"epochs", "passes over the training sentences", 1, 1000});
        visit(evaluationsPerEpoch, {"evaluationsPerEpoch", "evaluations on the dev split in one epoch", 0.01, 100});
        visit(batch, {"batch", "image-sentence pairs in one step, each of another image", 2, 2000});
        visit(embedding, {"embedding", "length h of the vectors of regions and words", 1, 8192});
        visit(wordVectors, {"wordVectors", "length of the word vectors", 1, 8192});
        visit(hidden, {"hidden", "hidden units of each direction of the recurrent network", 1, 8192});
        visit(minCount, {"minCount", "words seen less often in the training sentences are unknown", 1, 1000});
        visit(learningRate,
              {"learningRate", "step size of the gradient descent, for the loss averaged over the images of a batch",
               1e-8, 100});
        visit(schedule, {"schedule",
                         "how the step size falls to a hundredth over the epochs",
                         0,
                         0,
                         {"constant", "linear", "cosine"}});
        visit(warmup, {"warmup", "first steps in which the step size rises from zero", 0, 1000000, {}, true});
        visit(momentum, {"momentum", "share of the last step kept in the next", 0, 0.999, {}, true});
        visit(weightDecay, {"weightDecay", "pull of the weights, not the biases, towards zero", 0, 1});
        visit(dropout, {"dropout", "share of the inputs dropped on all but the recurrent connections", 0, 0.95});
        visit(clip, {"clip",
                     "each element of the gradient, of the loss summed over the batch, is cut to this size",
                     1e-6,
                     1e6,
                     {},
                     true});
        visit(margin, {"margin", "by how much a pair must score above the foreign ones", 0, 1000, {}, true});
        visit(initialScale,
              {"initialScale", "size of the first region and word vectors' elements", 1e-6, 100, {}, true});
        visit(featureScale, {"featureScale",
                             "factor on the standardised vectors of regions: how fast W_m learns beside the words",
                             1e-6,
                             100,
                             {},
                             true});
        visit(seed, {"seed", "every random draw follows from it", 0, 9e15, {}, true});
    }
};

// Dev figures: "r1_image_annotation", "r5_…", "r10_…", "median_rank_image_annotation", the same of "image_search",
// "rsum" (the sum of the six recalls, which selects the best checkpoint) and "spread" (standard deviation of v_i .
// s_t). `data.train[i].features` must stay valid as long as the trainer; the rest is copied. Errors: BadInput when a
// split has no image with a known word or the vectors' lengths differ.
base::Result<std::unique_ptr<Trainer>> makeBrnnTrainer(const AlignOptions& options, const TrainingData& data);

}  // namespace legenda::trainers
