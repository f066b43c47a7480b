// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/model/backbone.h"
#include "core/project/resources.h"
#include "core/store/project_store.h"
#include "core/trainers/box_data.h"
#include "core/trainers/trainer.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace legenda::runs {

// What a training of a region proposer reads, with the open source of its pictures and the network.
struct LoadedBoxes {
    std::unique_ptr<features::PixelSource> pixels;
    std::unique_ptr<model::LoadedBackbone> net;
    trainers::BoxData data;
    std::vector<std::string> remarks;
};

// The training of a region proposer on the boxes of a project: those of Entities, and those that people drew or
// imported. options as of trainers::ProposerOptions, complete; scratch: a file for the maps. Fills `loaded`, which must
// outlive the trainer. A project without a dev split: a tenth of the training images is held out. BadInput: no box,
// with the formats that bring some.
base::Result<std::unique_ptr<trainers::Trainer>> makeProposerTrainer(
    const nlohmann::json& options, const store::ProjectStore& project, const project::Resources& resources,
    const std::filesystem::path& scratch, LoadedBoxes& loaded, const base::JobContext& context);

}  // namespace legenda::runs
