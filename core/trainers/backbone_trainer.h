// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"
#include "core/trainers/picture_data.h"
#include "core/trainers/trainer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace legenda::trainers {

// The fine-tuning of a backbone on whole pictures. epochs and evaluationsPerEpoch are for LoopOptions; backbone,
// alignment and pixels name files and are for the job.
struct BackboneOptions {
    std::string backbone = "efficientnet-lite2";
    int epochs = 12;
    double evaluationsPerEpoch = 1;
    int batch = 128;
    int sentences = 5;
    int inputSize = 288;
    int longestSide = 0;
    int frozenBlocks = 5;
    bool phrases = true;
    double phraseWeight = 0.5;
    double learningRate = 0.002;
    double backboneRate = 0.05;
    double layerDecay = 0.9;
    std::string schedule = "cosine";
    double warmup = 0.1;
    double weightDecay = 0.01;
    double cropArea = 0.6;
    bool mirror = true;
    double brightness = 0.15;
    double leastSize = 1;
    double blur = 0;
    double sharpening = 0;
    int jpegQuality = 100;
    int embedding = 256;
    int frameEmbedding = 512;
    int wordVectors = 300;
    int hidden = 512;
    int minCount = 5;
    double frameDropout = 0.3;
    double dropout = 0.3;
    double wordDropout = 0.1;
    double clip = 2;
    double averaging = 0.998;
    int chunk = 8;
    std::string alignment;
    std::string pixels;
    std::int64_t seed = 1;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(backbone, {"backbone", "network that is trained on: efficientnet-lite0, -lite1, -lite2, or its file"});
        visit(epochs, {"epochs", "passes over the training pictures", 1, 1000});
        visit(evaluationsPerEpoch, {"evaluationsPerEpoch", "evaluations on the dev split in one epoch", 0.01, 100});
        visit(batch, {"batch", "pictures in one step", 2, 2000});
        visit(sentences, {"sentences", "sentences of each picture in one step, drawn anew", 1, 20});
        visit(inputSize, {"inputSize", "side of the square network input, pixels", 32, 1024});
        visit(longestSide, {"longestSide",
                            "pictures whose longer side exceeds it are reduced to it first, in pixels; 0: used as they "
                            "are. Packed pixels say it themselves (features --pixels --longest-side)",
                            0, 16384});
        visit(frozenBlocks, {"frozenBlocks", "blocks, from the pixels on, that stay as they are", 0, 40});
        visit(phrases, {"phrases",
                        "where sentences have phrases with boxes, these are learned as well (setting c; without: a)"});
        visit(phraseWeight, {"phraseWeight", "weight of the phrases beside the whole sentences", 0, 100});
        visit(learningRate, {"learningRate", "step size of the text side", 1e-8, 100});
        visit(backboneRate, {"backboneRate", "step size of the backbone's last layer, as a share of that", 0, 10});
        visit(layerDecay, {"layerDecay", "each block before it has this share of the step size of the next", 0.1, 1});
        visit(schedule, {"schedule",
                         "how the step size falls to a hundredth over the epochs",
                         0,
                         0,
                         {"constant", "linear", "cosine"}});
        visit(warmup, {"warmup", "share of the steps in which the step size rises from zero", 0, 1, {}, true});
        visit(weightDecay, {"weightDecay", "pull of the weights, not the biases, towards zero", 0, 1});
        visit(cropArea, {"cropArea", "least share of the picture that a crop shows; 1: always all of it", 0.05, 1});
        visit(mirror, {"mirror", "half of the pictures are shown mirrored"});
        visit(brightness, {"brightness", "pictures are brighter or darker by up to this share", 0, 0.9});
        visit(leastSize, {"leastSize",
                          "every second picture is reduced to a random share of its size, at least this, and enlarged "
                          "again, as a small copy of a photograph is; 1: none is",
                          0.1, 1});
        visit(blur, {"blur",
                     "every third picture is blurred by a Gaussian with a standard deviation of up to this, in pixels; "
                     "0: none is",
                     0, 5});
        visit(sharpening, {"sharpening",
                           "every third picture, another one, is sharpened by an unsharp mask with a weight of up to "
                           "this; 0: none is",
                           0, 5});
        visit(jpegQuality, {"jpegQuality",
                            "every second picture gets the losses of a JPEG with a random quality, at least this; 100: "
                            "none does",
                            5, 100});
        visit(embedding, {"embedding", "length of the vectors of regions and words", 1, 8192, {}, true});
        visit(frameEmbedding,
              {"frameEmbedding", "length of the vectors of whole frames and sentences", 1, 8192, {}, true});
        visit(wordVectors, {"wordVectors", "length of the word vectors", 1, 8192, {}, true});
        visit(hidden, {"hidden", "units that see a word and its neighbours", 1, 8192, {}, true});
        visit(minCount, {"minCount", "words seen less often in the training sentences are unknown", 1, 1000});
        visit(frameDropout, {"frameDropout", "share of the pictures' and regions' values dropped", 0, 0.95});
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
        visit(chunk, {"chunk", "pictures whose gradient is held at once: memory", 1, 2000, {}, true});
        visit(alignment,
              {"alignment", "alignment checkpoint of the architecture \"conv\" whose text side it starts from"});
        visit(pixels, {"pixels", "packed pixels (features --pixels); empty: the image files are decoded"});
        visit(seed, {"seed", "every random draw follows from it", 0, 9e15, {}, true});
    }
};

// With x the mean of the backbone's last map over a crop of the picture, standardised, and sentences, g and q as in
// core/model/conv_net_impl.h, the loss of a batch of B pictures is the mean over their S sentences each of
//   -1/2B sum_k [log softmax_l S_kl + log softmax_l S_lk] at l = k,   S_kl = g_k . q_l
// and, where sentences have phrases with boxes, phraseWeight times the same of regions and phrases: the score of a
// region's vector v (the map's mean over the box) with a phrase is the sum of v . s_t over its words; a phrase's own
// region against all of the batch, and a region's phrases, each against all that are not its own.
// The vectors come first, without gradients; those of the loss by the vectors then go through the backbone in chunks
// (Gao et al. 2021), so that memory does not depend on the batch.
// weights: the backbone's file. Dev figures: those of retrieval by g . q on whole pictures ("rsum", …), "loss".
// The model file is an ordinary backbone. BadInput: no sentence with a known word, a weights file or an alignment
// checkpoint that does not fit.
base::Result<std::unique_ptr<Trainer>> makeBackboneTrainer(const BackboneOptions& options, const PictureData& data,
                                                           const std::filesystem::path& weights);

}  // namespace legenda::trainers
