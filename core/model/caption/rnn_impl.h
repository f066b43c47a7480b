// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace legenda::model {

// Sizes of a caption network: D image inputs, V vocabulary (START/END included), E word vector, H hidden units, P
// pre-activations of the cell (H, or 4 H for an LSTM), A of the attention over regions (0: none) and F inputs of a
// region.
struct RnnShape {
    std::int64_t input = 0;
    std::int64_t vocabulary = 0;
    std::int64_t wordVector = 512;
    std::int64_t hidden = 512;
    bool lstm = false;
    std::int64_t attention = 0;
    std::int64_t region = 0;

    std::int64_t driving() const { return lstm ? 4 * hidden : hidden; }
};

// Packed sentences of one batch: longest first, time-major, without padding. At time t the first alive[t] sentences
// have a word, so a step multiplies [alive[t], H] by [H, P] and every input and output product is one product over all
// tokens.
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
    at::Tensor image;    // [B, P] on b_v
    at::Tensor words;    // [tokens, E] on x_t
    at::Tensor states;   // [tokens, H] on h_t before W_oh, never inside the recurrence
    at::Tensor regions;  // [N, R, A] on the values
};

// The image inputs of each of B sentences.
struct RnnInput {
    at::Tensor images{};   // [B, D] standardised
    at::Tensor regions{};  // [N, R, F] standardised, of N images; where there is attention
    at::Tensor owners{};   // [B] int64: the row of `regions` of each; undefined: N = B, each its own
};

// Keys and values of the attention over the regions of images: [n, R, A] each; undefined without attention.
struct RegionMemory {
    at::Tensor keys, values;
    RegionMemory rows(const at::Tensor& numbers) const;
    RegionMemory first(std::int64_t count) const;
};

// Of n sentences after a word: hidden state and, of an LSTM, cell state [n, H]; attention context [n, A].
struct RnnState {
    at::Tensor hidden, cell, context;
    at::Tensor weights{};  // of the attention of this step [n, R]; rows() and first() leave it out
    RnnState rows(const at::Tensor& numbers) const;
    RnnState first(std::int64_t count) const;
};

// The weights of a caption network (method, section 6; Vinyals et al. 2015 for the LSTM; Xu et al. 2015 for attention,
// here by scaled products as Luong et al. 2015 and Vaswani et al. 2017 have it):
//   b_v = W_hi CNN(I) + b_i
//   a_t = sum over regions r of softmax_r(k_r . W_q h_{t-1} / sqrt(A)) v_r,  k = W_k x_r,  v = ReLU(W_v x_r + b_r)
//   p_t = W_hx x_t + W_hh h_{t-1} + W_ha a_t + b_h + [t=1] b_v,  h_0 = 0
//   plain cell: h_t = ReLU(p_t);  LSTM: i, f, o, g are the quarters of p_t and h_t = s(o) tanh(c_t),
//   c_t = s(f) c_{t-1} + s(i) tanh(g)
//   y_t = softmax(W_oh h_t + W_oa a_t + b_o)
// x_1 is the vector of START (row 0 of wordVectors). Not thread-safe while it is trained.
struct Rnn {
    at::Tensor wordVectors;   // [V, E]
    at::Tensor imageWeight;   // W_hi [P, D]
    at::Tensor imageBias;     // b_i [P]
    at::Tensor inputWeight;   // W_hx [P, E]
    at::Tensor hiddenWeight;  // W_hh [P, H]
    at::Tensor hiddenBias;    // b_h [P]
    at::Tensor outputWeight;  // W_oh [V, H]
    at::Tensor outputBias;    // b_o [V]
    // With attention; else undefined.
    at::Tensor keyWeight;      // W_k [A, F]
    at::Tensor valueWeight;    // W_v [A, F]
    at::Tensor valueBias;      // b_r [A]
    at::Tensor queryWeight;    // W_q [A, H]
    at::Tensor contextWeight;  // W_ha [P, A]
    at::Tensor contextOutput;  // W_oa [V, A]

    RnnShape shape() const;
    bool lstm() const { return hiddenWeight.size(0) != hiddenWeight.size(1); }
    bool attends() const { return keyWeight.defined(); }
    // Names as in a checkpoint, in a fixed order; without those of an attention that is not there.
    std::vector<std::pair<std::string, at::Tensor*>> named();
    std::vector<std::pair<std::string, const at::Tensor*>> named() const;

    RegionMemory remember(const at::Tensor& regions, const at::Tensor& dropout = {}) const;
    // One time step: `driven` [n, P] is W_hx x_t + b_h, at t = 1 with b_v. before: undefined tensors at t = 1.
    RnnState advance(const RnnState& before, const at::Tensor& driven, const RegionMemory& memory) const;
    at::Tensor logits(const RnnState& state) const;  // [n, V]

    // Logits of all tokens [tokens, V]. Images in packed order.
    at::Tensor tokenLogits(const RnnInput& input, const PackedBatch& batch, const RnnDropout& dropout = {}) const;
    // Negative log-likelihood of each target [tokens] (natural log).
    at::Tensor tokenLoss(const RnnInput& input, const PackedBatch& batch, const RnnDropout& dropout = {}) const;
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
