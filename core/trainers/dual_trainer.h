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

// The training of the alignment model that goes beyond the paper's (architecture "conv", core/model/conv_net_impl.h):
// a softmax over the batch instead of hinges. `epochs` and `evaluationsPerEpoch` are for LoopOptions.
struct DualOptions {
    int epochs = 10;
    double evaluationsPerEpoch = 1;
    int batch = 256;
    int embedding = 256;
    int frameEmbedding = 512;
    int wordVectors = 300;
    int hidden = 512;
    int components = 512;
    int regionUnits = 0;
    bool regionScores = false;
    double whitening = 0.5;
    int minCount = 5;
    double learningRate = 0.002;
    std::string schedule = "cosine";
    double warmup = 0.15;
    double weightDecay = 0.01;
    double regionDropout = 0.3;
    double frameDropout = 0.5;
    double frameHidden = 0;
    double phraseWeight = 0;
    double dropout = 0.3;
    double wordDropout = 0.1;
    double clip = 2;
    double averaging = 0.998;
    std::int64_t seed = 1;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(epochs, {"epochs", "passes over the training sentences", 1, 1000});
        visit(evaluationsPerEpoch, {"evaluationsPerEpoch", "evaluations on the dev split in one epoch", 0.01, 100});
        visit(batch, {"batch", "image-sentence pairs in one step, each of another image", 2, 2000});
        visit(embedding, {"embedding", "length h of the vectors of regions and words", 1, 8192});
        visit(frameEmbedding, {"frameEmbedding", "length of the vectors of whole frames and sentences", 1, 8192});
        visit(wordVectors, {"wordVectors", "length of the word vectors", 1, 8192});
        visit(hidden, {"hidden", "units that see a word and its neighbours", 1, 8192});
        visit(components,
              {"components", "principal components of the regions' vectors that are kept", 1, 8192, {}, true});
        visit(regionUnits, {"regionUnits",
                            "units that see a region's vector and its place together; 0: 64 units that see the place "
                            "alone",
                            0, 8192});
        visit(regionScores, {"regionScores", "these units see the region's proposal score as well"});
        visit(whitening, {"whitening",
                          "how far the components are brought to equal size: 0 as they are, 1 entirely",
                          0,
                          1,
                          {},
                          true});
        visit(minCount, {"minCount", "words seen less often in the training sentences are unknown", 1, 1000});
        visit(learningRate, {"learningRate", "step size", 1e-8, 100});
        visit(schedule, {"schedule",
                         "how the step size falls to a hundredth over the epochs",
                         0,
                         0,
                         {"constant", "linear", "cosine"}});
        visit(warmup, {"warmup", "share of the steps in which the step size rises from zero", 0, 1, {}, true});
        visit(weightDecay, {"weightDecay", "pull of the weights, not the biases, towards zero", 0, 1});
        visit(regionDropout, {"regionDropout", "share of the regions' components dropped", 0, 0.95});
        visit(frameDropout, {"frameDropout", "share of the whole frame's values dropped", 0, 0.95});
        visit(frameHidden, {"frameHidden",
                            "share of the images whose words must do without the whole frame as a region, so that they "
                            "look for their part",
                            0, 1});
        visit(phraseWeight, {"phraseWeight",
                             "weight of phrases with boxes (Entities), drawn to the regions that overlap their box: "
                             "setting c; 0: sentences of whole images alone",
                             0, 100});
        visit(dropout, {"dropout", "share of the word vectors' and the hidden units' values dropped", 0, 0.95});
        visit(wordDropout, {"wordDropout", "share of the words that are hidden in a step", 0, 0.95});
        visit(clip, {"clip", "length that the gradient of all weights together is cut to", 1e-6, 1e6, {}, true});
        visit(averaging, {"averaging",
                          "share of the running average of the weights kept at each step; the average is what is "
                          "evaluated and stored",
                          0,
                          0.99999,
                          {},
                          true});
        visit(seed, {"seed", "every random draw follows from it", 0, 9e15, {}, true});
    }
};

// The score is S_kl = sum over t in l of max over i in k of v_i . s_t, plus g_k . q_l. The loss of a batch of B pairs
// is the sum of that of both parts, each:
//   -1/2B sum_k [ log softmax_l S_kl + log softmax_l S_lk ] at l = k
// and, where the sentences of the batch have phrases with boxes, phraseWeight times the mean over these of
//   -sum_i q_i log softmax_i ( v_i . sum_{t in phrase} s_t ),   q_i proportional to exp(IoU / 0.1) of the regions of
//   its
// image with IoU >= 0.5, else 0
// Dev figures, validity of the features and errors: as of makeBrnnTrainer().
base::Result<std::unique_ptr<Trainer>> makeDualTrainer(const DualOptions& options, const TrainingData& data);

}  // namespace legenda::trainers
