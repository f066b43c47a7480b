// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment/alignment_impl.h"

#include <cstdint>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// The batch of one step: B images with R regions each, and one sentence per image.
struct AlignBatch {
    at::Tensor x;  // [B R, D] standardised, with dropout applied
    std::int64_t regions = 0;
    model::PackedSentences packed;
    std::vector<std::int64_t> lengths;  // words of the sentences, in order
    at::Tensor inputMask, hiddenMask;   // dropout as in model::encodeWords(); may be undefined
};

struct AlignGradients {
    double loss = 0;  // of rankingLoss()
    model::AlignmentWeights by;
};

// The score (W_m x_i + b_m) . s_t equals x_i . (W_m^T s_t) + b_m . s_t: applying W_m to the words costs less where a
// batch has fewer words than regions.
enum class ApplyMap { Cheaper, ToRegions, ToWords };

// The loss of a batch and its derivatives by all weights; no tensor of the weights may require a gradient.
AlignGradients alignGradients(const model::AlignmentWeights& weights, const AlignBatch& batch, double margin,
                              ApplyMap map = ApplyMap::Cheaper);

// The same by recording, in plain tensor operations: for any device and float type, which all tensors of the batch
// have.
AlignGradients recordedGradients(const model::AlignmentWeights& weights, const AlignBatch& batch, double margin);

// Multiplications and additions of the step's matrix products, counted: what alignGradients() cannot do without.
double alignFlops(const model::AlignmentShape& shape, std::int64_t regions, std::int64_t words);

}  // namespace legenda::trainers
