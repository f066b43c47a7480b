// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/features/pixel_source.h"
#include "core/store/project_store.h"
#include "core/trainers/picture_data.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace legenda::runs {

// The data of a training on pixels, with the open source of its pictures.
struct LoadedPictures {
    std::unique_ptr<features::PixelSource> pixels;
    trainers::PictureData data;
    std::vector<std::string> notes;
};

// The training and dev images of the project that have a sentence, with the boxes of their Entities and the phrases
// that name them. pixelsFile: packed pixels; empty: the image files are reduced to longestSide (as of features::Recipe)
// and warped to squares of `side`. A project without a dev split: as loadTrainingData(). Images without pixels are left
// out and counted in the notes.
base::Result<LoadedPictures> loadPictures(const store::ProjectStore& project, const std::filesystem::path& pixelsFile,
                                          int side, int longestSide, std::uint64_t seed,
                                          const base::JobContext& context);

}  // namespace legenda::runs
