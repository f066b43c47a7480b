// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/model/backbone.h"
#include "core/trainers/box_data.h"
#include "core/trainers/trainer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace legenda::trainers {

// The training of a region proposer over the maps of a backbone that stays as it is. epochs and evaluationsPerEpoch are
// for LoopOptions; backbone and pixels name files and are for the job.
struct ProposerOptions {
    std::string backbone = "efficientnet-lite2";
    int epochs = 6;
    double evaluationsPerEpoch = 1;
    int batch = 16;
    int inputSize = 448;
    int longestSide = 0;
    int channels = 96;
    int anchors = 12;
    double learningRate = 0.002;
    std::string schedule = "cosine";
    double warmup = 0.1;
    double weightDecay = 0.01;
    double boxWeight = 2;
    double partWeight = 0.25;
    bool mirror = true;
    double clip = 10;
    double averaging = 0.998;
    std::string pixels;
    std::int64_t seed = 1;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(backbone, {"backbone", "network whose maps it reads: efficientnet-lite0, -lite1, -lite2, or a file"});
        visit(epochs, {"epochs", "passes over the training pictures", 1, 1000});
        visit(evaluationsPerEpoch, {"evaluationsPerEpoch", "evaluations on the dev split in one epoch", 0.01, 100});
        visit(batch, {"batch", "pictures in one step", 1, 1000});
        visit(inputSize, {"inputSize", "side of the square network input, pixels; a multiple of 32", 64, 1024});
        visit(longestSide, {"longestSide",
                            "pictures whose longer side exceeds it are reduced to it first, in pixels; 0: used as they "
                            "are. Packed pixels say it themselves (features --pixels --longest-side)",
                            0, 16384});
        visit(channels, {"channels", "channels of the proposer's own maps", 4, 1024});
        visit(anchors, {"anchors", "shapes of box that each place starts from", 1, 100});
        visit(learningRate, {"learningRate", "step size", 1e-8, 100});
        visit(schedule, {"schedule",
                         "how the step size falls to a hundredth over the epochs",
                         0,
                         0,
                         {"constant", "linear", "cosine"}});
        visit(warmup, {"warmup", "share of the steps in which the step size rises from zero", 0, 1, {}, true});
        visit(weightDecay, {"weightDecay", "pull of the weights, not the biases, towards zero", 0, 1});
        visit(boxWeight, {"boxWeight", "weight of the boxes' edges beside where they are", 0, 100});
        visit(partWeight,
              {"partWeight", "how many mentions the single boxes of an entity with several count as", 1e-6, 100});
        visit(mirror, {"mirror", "half of the pictures are shown mirrored"});
        visit(clip, {"clip", "length that the gradient of all weights together is cut to", 1e-6, 1e6, {}, true});
        visit(averaging, {"averaging",
                          "share of the running average of the weights kept at each step; the average is what is "
                          "evaluated and stored",
                          0,
                          0.99999,
                          {},
                          true});
        visit(pixels, {"pixels", "packed pixels (features --pixels); empty: the image files are decoded"});
        visit(seed, {"seed", "every random draw follows from it", 0, 9e15, {}, true});
    }
};

// What the network's maps are made with, once: they go to the file `scratch` (2 bytes a value; 0.7 MB a picture at 448
// pixels, mirrored pictures included), which a later call with the same pictures reads again. The caller removes it.
struct ProposerNetwork {
    model::LoadedBackbone& net;
    std::string name;  // of the recipe's backbone
    std::filesystem::path scratch;
};

// The proposer's first value of each anchor, softmax over all of a picture's anchors, is the share of what people name
// that lies there. The loss of a batch is the cross entropy with the boxes that they drew, each weighed by how often it
// is mentioned and shared among the anchors near it (assignBoxes), plus boxWeight times the mean of 1 - GIoU
// (Rezatofighi et al. 2019) of these anchors' boxes with it.
// Dev figures: "upper_bound", the share in percent of the mentions for whose box the whole frame or one of 19 proposals
// has IoU >= 0.5; "upper_bound_5", "upper_bound_49".
// BadInput: no picture with a box, a network without a pyramid, an input size that 32 does not divide. Io: no room.
base::Result<std::unique_ptr<Trainer>> makeProposerTrainer(const ProposerOptions& options, const BoxData& data,
                                                           const ProposerNetwork& network,
                                                           const base::JobContext& context);

}  // namespace legenda::trainers
