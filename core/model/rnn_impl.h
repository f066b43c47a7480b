// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace legenda::model {

// Sizes of a multimodal RNN: D image inputs, V vocabulary (START/END included), E word vector, H hidden units.
struct RnnShape {
    std::int64_t input = 0;
    std::int64_t vocabulary = 0;
    std::int64_t wordVector = 512;
    std::int64_t hidden = 512;
};

// Sentences of one batch without padding: longest first, time by time. At time t the first alive[t] sentences have a
// word, so a step multiplies [alive[t], H] by [H, H] and every input and output product is one product over all tokens.
struct PackedBatch {
    std::vector<std::int64_t> alive;  // sentences at each time
    std::vector<std::size_t> order;   // packed position -> index of the sentence as given
    at::Tensor inputs;                // [tokens] int64: START, then the words
    at::Tensor targets;               // [tokens] int64: the words, then END

    std::int64_t tokens() const { return inputs.size(0); }
};

PackedBatch packSentences(const std::vector<std::vector<int>>& sentences, const at::Device& device);

// Factors 0 or 1/(1-p) of inverted dropout; undefined tensors drop nothing.
struct RnnDropout {
    at::Tensor image;   // [B, H] on b_v
    at::Tensor words;   // [tokens, E] on x_t
    at::Tensor states;  // [tokens, H] on h_t before W_oh, never inside the recurrence
};

// The weights of the multimodal RNN (method, section 6):
//   b_v = W_hi CNN(I) + b_i;  h_t = ReLU(W_hx x_t + W_hh h_{t-1} + b_h + [t=1] b_v), h_0 = 0;  y_t = softmax(W_oh h_t +
//   b_o)
// x_1 is the vector of START (row 0 of wordVectors). Not thread-safe while it is trained.
struct Rnn {
    at::Tensor wordVectors;   // [V, E]
    at::Tensor imageWeight;   // W_hi [H, D]
    at::Tensor imageBias;     // b_i [H]
    at::Tensor inputWeight;   // W_hx [H, E]
    at::Tensor hiddenWeight;  // W_hh [H, H]
    at::Tensor hiddenBias;    // b_h [H]
    at::Tensor outputWeight;  // W_oh [V, H]
    at::Tensor outputBias;    // b_o [V]

    RnnShape shape() const;
    // Names as in a checkpoint, in a fixed order.
    std::vector<std::pair<std::string, at::Tensor*>> named();
    std::vector<std::pair<std::string, const at::Tensor*>> named() const;

    // Hidden states of all tokens [tokens, H]. images [B, D] standardised, in packed order.
    at::Tensor states(const at::Tensor& images, const PackedBatch& batch, const RnnDropout& dropout = {}) const;
    // Negative log-likelihood of each target [tokens] (natural log).
    at::Tensor tokenLoss(const at::Tensor& images, const PackedBatch& batch, const RnnDropout& dropout = {}) const;
};

// Random weights of `seed`, the same on every device. wordCounts [V]: how often each number is a target in the training
// sentences (number 0: END); b_o starts at their log frequency, so that the first loss is the unigram one.
Rnn makeRnn(const RnnShape& shape, const std::vector<std::int64_t>& wordCounts, std::uint64_t seed);

// All weights zero: what a checkpoint is read into.
Rnn emptyRnn(const RnnShape& shape);

// Inverted dropout factors [rows, cols] of float32: 0 with probability p, else 1/(1-p). A function of (seed, purpose,
// epoch, step).
at::Tensor dropoutFactors(std::int64_t rows, std::int64_t cols, double p, std::uint64_t seed,
                          const std::string& purpose, std::int64_t epoch, std::int64_t step, const at::Device& device);

}  // namespace legenda::model
