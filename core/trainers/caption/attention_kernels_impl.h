// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/rnn_impl.h"

// Includes ATen: for .cpp files only. The attention of Rnn (rnn_impl.h) and its gradient on the CPU, without a copy of
// the regions for each sentence or word: sentences refer to their image's rows.
namespace legenda::trainers {

// Of n words: queries [n, A], attention weights [n, R] and contexts [n, A].
struct Looks {
    at::Tensor queries, weights, contexts;
};

// Fills weights and contexts. owners [>= n] int64: the row of `memory` of each word.
void attend(const model::RegionMemory& memory, const at::Tensor& owners, Looks looks);

// From the gradient by the contexts [n, A] those by the scores before their division by sqrt(A) [n, R], and by the
// queries [n, A].
void attendBackward(const model::RegionMemory& memory, const at::Tensor& owners, const Looks& looks,
                    const at::Tensor& byContexts, at::Tensor byScores, at::Tensor byQueries);

// The gradient by keys and values [N, R, A] of all words together.
model::RegionMemory memoryGradient(const model::RegionMemory& memory, const at::Tensor& owners, const Looks& looks,
                                   const at::Tensor& byContexts, const at::Tensor& byScores);

}  // namespace legenda::trainers
