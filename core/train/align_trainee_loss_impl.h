// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <span>

// Includes ATen: for .cpp files only.
namespace legenda::train {

struct RankingLoss {
    double loss = 0;
    at::Tensor dv;  // [B R, h]
    at::Tensor ds;  // [N, h]
};

// The ranking loss of a batch of B pairs (image k, sentence k) and its gradients:
//   S_kl = sum over t in l of max over i in k of v_i . s_t
//   loss = 1/B sum_k [ sum_{l != k} max(0, S_kl - S_kk + margin) + sum_{l != k} max(0, S_lk - S_kk + margin) ]
// The paper's sum divided by B, so that a learning rate means the same for every batch size.
// v [B R, h] (R rows an image), s [N, h] in reading order, sentence k has lengths[k] words; float32 on the CPU. The
// result does not depend on the number of threads.
RankingLoss rankingLoss(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                        std::span<const std::int64_t> lengths, double margin);

}  // namespace legenda::train
