// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <span>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// Anchor shapes: k-means of widths and heights with 1 - IoU of boxes with one corner in common as
// the distance, begun with boxes of evenly spread areas. [A, 2], A <= count, by area.
at::Tensor anchorShapes(std::span<const base::Box> boxes, int count);

// The boxes of a batch's pictures as corners, [N, G, 4], filled up with empty ones; mirrored where told.
at::Tensor boxCorners(const std::vector<std::vector<base::Box>>& boxes, const std::vector<bool>& mirrored);

// The weight of each of these boxes, [N, G]: its number of mentions, `part` where it has none, 0 for the empty ones.
at::Tensor mentionWeights(const std::vector<std::vector<double>>& mentions, double part);

// The assignment of the boxes [N, G, 4] to the anchors [M, 4] (corners), as soft targets: q = softmax over the anchors
// of IoU / 0.05 where the IoU is at most a quarter below the box's best, times the box's weight in [N, G]. [N, G, M]
at::Tensor assignBoxes(const at::Tensor& anchors, const at::Tensor& boxes, const at::Tensor& weights);

// Generalised IoU of corners [P, 4] with corners [P, 4], pair by pair: [P]
at::Tensor generalisedIou(const at::Tensor& boxes, const at::Tensor& others);

}  // namespace legenda::trainers
