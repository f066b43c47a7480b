// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <span>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

struct RankingLoss {
    double loss = 0;
    at::Tensor da;        // [B R, C]; undefined where offsets are given
    at::Tensor db;        // [N, C]
    at::Tensor dOffsets;  // [N]; undefined where none are given
};

// The ranking loss of a batch of B pairs (image k, sentence k) and its gradients:
//   S_kl = sum over t in l of (max over i in k of a_i . b_t) + offset_t
//   loss = 1/B sum_k [ sum_{l != k} max(0, S_kl - S_kk + margin) + sum_{l != k} max(0, S_lk - S_kk + margin) ]
// The paper's sum divided by B, so that a learning rate means the same for every batch size.
// a [B R, C] (R rows per image), b [N, C] in reading order, sentence k has lengths[k] words; float32 on the CPU. With
// offsets [N] the rows of a are taken for given: they get no gradient. Beyond the product of a and b, nothing depends
// on the number of threads.
RankingLoss rankingLoss(const at::Tensor& a, std::int64_t regions, const at::Tensor& b,
                        std::span<const std::int64_t> lengths, double margin, const at::Tensor& offsets = {});

}  // namespace legenda::trainers
