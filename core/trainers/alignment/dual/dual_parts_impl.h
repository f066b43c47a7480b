// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment/conv_net_impl.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// What the trainings with a softmax over the batch (contrastive loss) have in common. Includes ATen: for .cpp files
// only.
namespace legenda::trainers {

// The contrastive loss of the scores [B, B] of B images (rows) and their texts:  -1/2B sum_k [log softmax_l S_kl + log
// softmax_l S_lk] at l = k
at::Tensor softmaxLoss(const at::Tensor& scores);

// Initial weights: matrices are drawn, vectors are zero, and the two scales keep the initial scores from vanishing or
// saturating.
model::ConvWeights initialConvWeights(const std::map<std::string, std::vector<std::int64_t>>& shapes,
                                      std::int64_t seed);

}  // namespace legenda::trainers
