// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/features/recipe.h"
#include "core/project/resources.h"
#include "core/store/records.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::extraction {

// Boxes of an image that are not the recipe's own regions: ground truth, for example.
struct ImageBoxes {
    store::ImageRecord image;
    std::vector<base::Box> boxes;  // full-size pixels; all zero: the whole image, whose size was not known
};

enum class BoxView {
    Pooled,  // by the recipe's pooling, as a region
    Crop,    // cropped, with the vector of the crop as if it were a whole image
};

struct BoxVectorOptions {
    std::filesystem::path project;
    features::Recipe recipe;
    BoxView view = BoxView::Pooled;
    std::string device = "cpu";
};

struct BoxVectors {
    std::vector<base::Matrix> rows;              // of each image [1 + boxes, D]: the whole image, then its boxes
    std::map<std::string, std::string> skipped;  // image -> the reason: its rows are empty
};

// Kept in the project's features folder in one file for all boxes by the recipe and the view, so that a second call
// computes nothing, and one after an edit the edited images alone. Images that cannot be read, or with a box outside,
// are skipped.
base::Result<BoxVectors> boxVectors(const BoxVectorOptions& options, const std::vector<ImageBoxes>& images,
                                    const project::Resources& resources, const base::JobContext& context);

}  // namespace legenda::extraction
