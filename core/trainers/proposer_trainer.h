// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/model/backbone.h"
#include "core/trainers/adamw_options.h"
#include "core/trainers/box_data.h"
#include "core/trainers/schedule_options.h"
#include "core/trainers/trainer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace legenda::trainers {

// The training of a region proposer over the feature maps of a frozen backbone. backbone and pixels name files and are
// for the run.
struct ProposerOptions : ScheduleOptions, AdamWOptions {
    ProposerOptions() {
        epochs = 6;
        batch = 16;
        learningRate = 0.002;
        clip = 10;
    }

    std::string backbone = "efficientnet-lite2";
    int inputSize = 448;
    int longestSide = 0;
    int channels = 96;
    int anchors = 12;
    double boxWeight = 2;
    double partWeight = 0.25;
    bool mirror = true;
    double mapsOnDisk = 20;
    std::string pixels;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(backbone,
              {"backbone", "backbone whose feature maps it reads: efficientnet-lite0, -lite1, -lite2, or a file"});
        ScheduleOptions::describe(visit, "images per step");
        visit(inputSize,
              {"inputSize", "side of the square network input; a multiple of 32", 64, 1024, {}, false, "pixels"});
        visit(longestSide, {"longestSide",
                            "longest side to which larger pictures are reduced first; 0: no reduction. "
                            "Packed pixels say it themselves",
                            0,
                            16384,
                            {},
                            false,
                            "pixels"});
        visit(channels, {"channels", "channels of the proposer's own maps", 4, 1024});
        visit(anchors, {"anchors", "anchor shapes at each position", 1, 100});
        visit(boxWeight,
              {"boxWeight", "weight of the box regression (GIoU) beside the distribution over anchors", 0, 100});
        visit(partWeight,
              {"partWeight", "number of mentions that each single box of an entity with several boxes counts as", 1e-6,
               100});
        visit(mirror, {"mirror", "random horizontal flips"});
        AdamWOptions::describe(visit);
        visit(mapsOnDisk, {"mapsOnDisk",
                           "most disk space that the feature maps of the pictures take during the training; "
                           "maps that do not fit are computed anew in every epoch",
                           0,
                           100000,
                           {},
                           true,
                           "GB"});
        visit(pixels, {"pixels", "packed pixels; empty: the image files are decoded"});
    }
};

// The backbone that the feature maps are computed with, once: they are written to the file `scratch` (2 bytes per
// value; 0.6 MB per picture of 448 pixels, as much again where pictures are mirrored), which a later call with the same
// pictures reads again. The file is no larger than options.mapsOnDisk and leaves space on the disk: the maps of the
// other training pictures are computed when a step needs them. The caller removes it.
struct ProposerNetwork {
    model::LoadedBackbone& net;
    std::string name;  // of the recipe's backbone
    std::filesystem::path scratch;
};

// The proposer's first output of each anchor, after a softmax over all anchors of a picture, is the fraction of the
// mentions whose box lies there. The loss of a batch is the cross entropy with the annotated boxes, each weighted by
// its number of mentions and distributed over the anchors near it (assignBoxes), plus boxWeight times the mean of 1 -
// GIoU (Rezatofighi et al. 2019) of these anchors' boxes with it. Dev figures: "upper_bound", the proposal recall at
// IoU 0.5 in percent of the mentions, of the whole image and 19 proposals; "upper_bound_5", "upper_bound_49". device:
// "cpu", "cuda", "cuda:N"; `network` may be on another. BadInput:
// no picture with a box, a network without a pyramid, an input size that 32 does not divide. Io: the file cannot be
// written.
base::Result<std::unique_ptr<Trainer>> makeProposerTrainer(const ProposerOptions& options, const BoxData& data,
                                                           const ProposerNetwork& network,
                                                           const base::JobContext& context,
                                                           const std::string& device = "cpu");

}  // namespace legenda::trainers
