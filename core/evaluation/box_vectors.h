// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/common.h"

#include <string>
#include <vector>

namespace legenda::evaluation {

// Boxes that are not the recipe's own regions: ground truth whose vectors an evaluation needs.
struct ImageBoxes {
    store::ImageRecord image;
    std::vector<base::Box> boxes;
};

enum class BoxView {
    Pooled,  // by the recipe's pooling, as a region
    Crop,    // cropped and described as if it were a whole image
};

// For each image [1 + boxes, D]: row 0 is the whole frame as features have it, then its boxes. Kept in the project's
// features folder in a file named by the recipe, the view and the boxes, so that a second call computes nothing. Images
// that cannot be read, or with a box outside, go into `skipped` and get an empty matrix.
base::Result<std::vector<base::Matrix>> boxVectors(Evaluation& evaluation, const features::Recipe& recipe, BoxView view,
                                                   const std::vector<ImageBoxes>& images);

}  // namespace legenda::evaluation
