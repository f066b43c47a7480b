// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/extraction/extract_features.h"
#include "core/model/captioner.h"
#include "core/model/mrf.h"
#include "core/project/resources.h"

namespace legenda::inference {

struct AlignSplitOptions {
    std::filesystem::path project;
    std::string split;
    std::filesystem::path out;          // JSON lines
    double beta = model::kDefaultBeta;  // units of the checkpoint's spread
    std::filesystem::path model;
    std::string device = "cpu";
    std::string program = {};  // Predictor::Models::program
};

struct CaptionSplitOptions {
    std::filesystem::path project;
    std::string split;
    std::filesystem::path out;
    std::string format = "coco";  // coco: a COCO result list; densecap: captions of the recipe's regions
    model::DecodeOptions decode;
    std::filesystem::path model;
    std::string device = "cpu";
    std::string program = {};  // Predictor::Models::program
};

// The number of results written, and the images that could not be read; the others are complete.
struct BatchReport {
    std::int64_t written = 0;
    std::vector<extraction::SkippedImage> skipped;
};

// One alignment per caption of the split, one per line; `written` counts the lines. The file is written completely or
// not at all.
base::Result<BatchReport> alignSplit(const AlignSplitOptions& options, const project::Resources& resources,
                                     const base::JobContext& context);

// Captions of every image of the split; `written` counts the images. In COCO results image_id is the path of the image
// below its root.
base::Result<BatchReport> captionSplit(const CaptionSplitOptions& options, const project::Resources& resources,
                                       const base::JobContext& context);

}  // namespace legenda::inference
