// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/rnn_impl.h"

#include <cstdint>
#include <functional>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// Captions sampled from the model, as word numbers, and how much better each is than the others of its image.
struct SampledCaptions {
    std::vector<std::vector<int>> captions;
    std::vector<float> advantages;   // of each caption
    std::vector<std::int64_t> rows;  // the row of the input that it describes
};

// Self-critical sequence training (Rennie et al. 2017) with the mean of an image's other samples as the baseline (Luo
// 2020): of K captions sampled per image, with rewards r, the loss is -(1/T) sum over captions of (r - mean of the
// others' r) times the sum of its words' log-probabilities; T is the number of all words, END included. The advantages
// are these differences. reward(i, caption): of a caption of row i. Throws StepFailure where decoding fails.
SampledCaptions sampleCaptions(const model::Rnn& rnn, const model::RnnInput& input, int samples, std::uint64_t seed,
                               const std::function<double(std::size_t, const std::vector<int>&)>& reward);

}  // namespace legenda::trainers
