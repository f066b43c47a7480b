// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment/alignment_impl.h"

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// Forward and backward pass of the BRNN over a batch, without autograd: the two directions run side by side and every
// layer works in place, where autograd makes a tensor for each time step. float32 on the CPU. The weights and the
// sentences must stay as they are until backward().
class BrnnPass {
 public:
    // The masks are those of model::encodeWords(), and so is the result.
    BrnnPass(const model::AlignmentWeights& weights, const model::PackedSentences& packed, at::Tensor inputMask,
             at::Tensor hiddenMask);

    const at::Tensor& words() const { return s_; }  // s [N, h] in reading order

    // From the loss's derivative by s [N, h], which is overwritten, the derivatives by all weights but W_m and b_m.
    void backward(at::Tensor& ds, model::AlignmentWeights& gradients) const;

 private:
    at::Tensor forthTimes(const at::Tensor& rows) const { return rows.index_select(0, packed_.mirror); }

    const model::AlignmentWeights& weights_;
    const model::PackedSentences& packed_;
    at::Tensor inputMask_, hiddenMask_;
    at::Tensor x_, e_;      // [N, d], [N, H] time-major
    at::Tensor states_[2];  // hf and (mirrored) hb, [N, H] time-major
    at::Tensor both_, s_;   // [N, H], [N, h] in reading order
};

}  // namespace legenda::trainers
