// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/features/pixel_source.h"
#include "core/store/project_store.h"
#include "core/trainers/box_data.h"
#include "core/trainers/proposer_trainer.h"

#include <memory>
#include <string>
#include <vector>

namespace legenda::runs {

// The data of a training of a region proposer, with the open source of its pictures.
struct LoadedBoxes {
    std::unique_ptr<features::PixelSource> pixels;
    trainers::BoxData data;
    std::vector<std::string> notes;
};

// The boxes of a project: those of Entities, and those that annotators drew or imported. A project without a dev split:
// a tenth of the training images is held out. BadInput: no box; the message names the formats that contain boxes.
base::Result<LoadedBoxes> loadBoxes(const store::ProjectStore& project, const trainers::ProposerOptions& options,
                                    const base::JobContext& context);

}  // namespace legenda::runs
