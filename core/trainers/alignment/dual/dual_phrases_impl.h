// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trainers/alignment/align_split_impl.h"
#include "core/trainers/data/batch_data_impl.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// The phrases with boxes of one batch of K pairs.
struct BatchPhrases {
    std::vector<std::int64_t> words;   // rows among the words of all sentences, in reading order
    std::vector<std::int64_t> phrase;  // of each of these
    std::vector<std::int64_t> pair;    // of each phrase
    at::Tensor targets;                // [P, R]: soft targets over the regions, each row sums to 1
};
// hidden [K]: the images whose whole-image region is dropped, so that region 1 takes its place; may be undefined.
// Phrases without a target are left out.
BatchPhrases batchPhrases(const AlignSplit& split, const std::vector<Pair>& pairs, std::int64_t regions,
                          const at::Tensor& hidden);

// The mean over the phrases of -sum_i target_i log softmax_i (v_i . sum_t s_t); v [K, R, h], s [words, h]. 0 where
// there is none.
at::Tensor phraseLoss(const BatchPhrases& phrases, const at::Tensor& v, const at::Tensor& s);

}  // namespace legenda::trainers
