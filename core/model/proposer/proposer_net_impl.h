// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

// The region proposer's network as tensors, shared by training and inference. Includes ATen: for .cpp files only.
namespace legenda::model {

struct ProposerShape {
    std::int64_t fine = 0, middle = 0, coarse = 0;  // channels of the maps at strides 8, 16 and 32
    std::int64_t channels = 0;                      // C
    std::int64_t anchors = 0;                       // A
};

// f = ReLU, * a convolution of 3x3 with "same" padding, all maps at stride 16:
//   x = f(W_8 mean2x2(m8) + W_16 m16 + twice(W_32 m32) + W_g mean(m32) + b),   x = x + f(K_i * x + b_i), i = 1..3
//   W_o x + b_o: for each place and anchor the logit of its quality and four shifts of its box
struct ProposerWeights {
    at::Tensor W_8, W_16, W_32, W_g, b;       // [C, c8], [C, c16], [C, c32], [C, c32], [C]
    at::Tensor K_1, b_1, K_2, b_2, K_3, b_3;  // [C, C, 3, 3], [C]
    at::Tensor W_o, b_o;                      // [5 A, C], [5 A]
    at::Tensor anchors;                       // [A, 2] widths and heights, relative to the image's size; not trained

    std::vector<std::pair<std::string, at::Tensor*>> named();  // the trained ones
    std::vector<std::pair<std::string, const at::Tensor*>> named() const;
    static std::map<std::string, std::vector<std::int64_t>> shapes(const ProposerShape& shape);
};

base::Result<ProposerWeights> takeProposerWeights(const TensorFile& content, const std::filesystem::path& file);

// Maps [N, c, 2h, 2w], [N, c, h, w], [N, c, h/2, w/2] -> [N, h w A, 5], place after place.
at::Tensor proposerOutput(const ProposerWeights& weights, const at::Tensor& m8, const at::Tensor& m16,
                          const at::Tensor& m32);

// The anchors of a map of h x w places, [h w A, 4]: centre, width and height, relative to the image's size.
at::Tensor anchorBoxes(const at::Tensor& anchors, std::int64_t h, std::int64_t w);

// Shifts [..., 4] of anchors [..., 4] -> left, top, right, bottom. The centre moves by the first two times the anchor's
// size, width and height grow by the exponential of the others. Not clipped to the frame.
at::Tensor decodeBoxes(const at::Tensor& shifts, const at::Tensor& anchors);

// Intersection over union of corners [..., M, 4] with [..., G, 4]: [..., M, G]; 0 where a box is empty.
at::Tensor overlaps(const at::Tensor& boxes, const at::Tensor& others);

}  // namespace legenda::model
