// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"
#include "core/trainers/adamw_options.h"
#include "core/trainers/augmentation_options.h"
#include "core/trainers/picture_data.h"
#include "core/trainers/schedule_options.h"
#include "core/trainers/sentence_options.h"
#include "core/trainers/trainer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace legenda::trainers {

// The fine-tuning of a backbone on whole images. backbone, alignment and pixels name files and are for the run.
struct BackboneOptions : ScheduleOptions, AdamWOptions, AugmentationOptions, SentenceOptions {
    BackboneOptions() {
        epochs = 12;
        batch = 128;
        learningRate = 0.002;
    }

    std::string backbone = "efficientnet-lite2";
    int sentences = 5;
    int inputSize = 288;
    int longestSide = 0;
    int frozenBlocks = 5;
    bool phrases = true;
    double phraseWeight = 0.5;
    double backboneRate = 0.05;
    double layerDecay = 0.9;
    int chunk = 8;
    std::string alignment;
    std::string pixels;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(backbone, {"backbone", "backbone that is fine-tuned: efficientnet-lite0, -lite1, -lite2, or its file"});
        ScheduleOptions::describe(visit, "images per step", "learning rate of the text encoder", 2);
        visit(sentences, {"sentences", "sentences per image and step, drawn anew", 1, 20});
        visit(inputSize, {"inputSize", "side of the square network input", 32, 1024, {}, false, "pixels"});
        visit(longestSide, {"longestSide",
                            "longest side to which larger pictures are reduced first; 0: no reduction. "
                            "Packed pixels say it themselves",
                            0,
                            16384,
                            {},
                            false,
                            "pixels"});
        visit(frozenBlocks, {"frozenBlocks", "frozen blocks, counted from the input", 0, 40});
        visit(phrases, {"phrases",
                        "phrase-region supervision where sentences have phrases with boxes; without: captions alone"});
        visit(phraseWeight, {"phraseWeight", "weight of phrase-region supervision beside whole sentences", 0, 100});
        visit(backboneRate,
              {"backboneRate", "learning rate of the backbone's last layer, relative to learningRate", 0, 10});
        visit(layerDecay, {"layerDecay",
                           "layer-wise learning-rate decay: the rate of a block relative to that of the next", 0.1, 1});
        AugmentationOptions::describe(visit);
        SentenceOptions::describe(visit);
        AdamWOptions::describe(visit);
        visit(chunk, {"chunk", "images per chunk of the gradient computation: bounds the memory", 1, 2000, {}, true});
        visit(alignment, {"alignment",
                          "alignment checkpoint of the architecture \"conv\" whose text encoder initialises this one"});
        visit(pixels, {"pixels", "packed pixels; empty: the image files are decoded"});
    }
};

// With x the mean of the backbone's last map over a crop of the picture, standardised, and sentences, g and q as in
// core/model/alignment/conv_net_impl.h, the loss of a batch of B pictures is the mean over their S sentences each of
//   -1/2B sum_k [log softmax_l S_kl + log softmax_l S_lk] at l = k,   S_kl = g_k . q_l
// and, where sentences have phrases with boxes, phraseWeight times the same of regions and phrases: the score of a
// region's vector v (the mean of the map over the box) with a phrase is the sum of v . s_t over its words; a phrase's
// own region against all of the batch, and a region's phrases, each against all that are not its own. The vectors are
// computed first, without gradients; the gradients of the loss with respect to the vectors are then passed through the
// backbone in chunks (gradient caching, Gao et al. 2021), so that memory does not depend on the batch. weights: the
// backbone's file. device: "cpu", "cuda", "cuda:N". Dev figures: retrieval by g . q on whole pictures ("rsum", …), and
// "loss". The model file is an ordinary backbone. `data` and its source of pixels outlive the trainer. BadInput: no
// sentence with a known word, a weights file or an alignment checkpoint that does not fit.
base::Result<std::unique_ptr<Trainer>> makeBackboneTrainer(const BackboneOptions& options, const PictureData& data,
                                                           const std::filesystem::path& weights,
                                                           const std::string& device = "cpu");

}  // namespace legenda::trainers
