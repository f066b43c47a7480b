// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <span>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::train {

// Shapes that cover the boxes best: k-means of widths and heights with 1 - IoU of boxes with one corner in common as
// the distance, begun with boxes of evenly spread areas. [A, 2], A <= count, by area.
at::Tensor anchorShapes(std::span<const base::Box> boxes, int count);

// The boxes of a batch's pictures as corners, [N, G, 4], filled up with empty ones; mirrored where told.
at::Tensor boxCorners(const std::vector<std::vector<base::Box>>& boxes, const std::vector<bool>& mirrored);

// Which anchors [M, 4] (corners) learn a box of [N, G, 4]: those that overlap it by half or more, the nearest box each,
// and for each box the anchors that overlap it most.
struct Assignment {
    at::Tensor box;      // [N, M] number of the box, -1: none
    at::Tensor overlap;  // [N, M] of anchor and box
};
Assignment assignBoxes(const at::Tensor& anchors, const at::Tensor& boxes);

// Generalised IoU of corners [P, 4] with corners [P, 4], pair by pair: [P]
at::Tensor generalisedIou(const at::Tensor& boxes, const at::Tensor& others);

}  // namespace legenda::train
