// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/extraction/extract_features.h"

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::extraction {

struct PixelsOptions {
    std::filesystem::path project;
    std::filesystem::path file;
    int side = 320;
    int longestSide = features::kLongestSide;  // as of features::Recipe
    std::string split;                         // "": all
    int threads = 0;                           // 0: all cores
};

struct PixelsReport {
    std::int64_t images = 0;
    double seconds = 0;
    std::vector<SkippedImage> skipped;
};

// Packs the project's pictures, decoded by image::networkPicture() and warped to squares, into one file
// (features::PackedPixels). An unreadable image is skipped and reported; a stop leaves no file.
base::Result<PixelsReport> packPixels(const PixelsOptions& options, const base::JobContext& context);

}  // namespace legenda::extraction
