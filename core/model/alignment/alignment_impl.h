// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/checkpoint.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

// The alignment network as tensors (method, sections 2 to 4), shared by training and inference. Includes ATen: for .cpp
// files only.
namespace legenda::model {

struct AlignmentShape {
    std::int64_t words = 0;        // rows of W_w: Vocabulary::size(); row 0 is unused
    std::int64_t wordVectors = 0;  // d
    std::int64_t hidden = 0;       // H
    std::int64_t embedding = 0;    // h
    std::int64_t features = 0;     // D
};

// Names in a file are those of the paper.
struct AlignmentWeights {
    at::Tensor W_w;       // [words, d]
    at::Tensor W_e, b_e;  // [H, d], [H]
    at::Tensor W_f, b_f;  // [H, H], [H]
    at::Tensor W_b, b_b;  // [H, H], [H]
    at::Tensor W_d, b_d;  // [h, H], [h]
    at::Tensor W_m, b_m;  // [h, D], [h]

    std::vector<std::pair<std::string, at::Tensor*>> named();
    std::vector<std::pair<std::string, const at::Tensor*>> named() const;
    static std::map<std::string, std::vector<std::int64_t>> shapes(const AlignmentShape& shape);
    AlignmentShape shape() const;
};

// The weights of a file, with names and shapes compared first (the shape is that of the file's own tensors).
base::Result<AlignmentWeights> takeAlignmentWeights(const TensorFile& content, const std::filesystem::path& file);

// Sentences of word numbers laid out for the BRNN: sorted by length, time-major, without padding. N: words of all
// sentences.
struct PackedSentences {
    std::vector<std::int64_t> running;  // sentences that have a word at time t
    at::Tensor words;                   // [N] word numbers, time-major
    at::Tensor mirror;                  // [N] row of the word at T-1-t of the same sentence (its own inverse)
    at::Tensor order;                   // [N] row of the n-th word in reading order, sentence after sentence
    std::int64_t size() const { return words.numel(); }
    PackedSentences to(const at::Device& device) const;
};
PackedSentences packSentences(std::span<const std::vector<int>> sentences);  // none empty

// s_t of every word in reading order, [N, h]:
//   x_t = W_w I_t; e_t = f(W_e x_t + b_e); hf_t = f(e_t + W_f hf_{t-1} + b_f); hb_t = f(e_t + W_b hb_{t+1} + b_b);
//   s_t = f(W_d (hf_t + hb_t) + b_d), f = ReLU.
// Masks (dropout of x_t [N, d] time-major and of hf_t + hb_t [N, H] in reading order) may be undefined.
at::Tensor encodeWords(const AlignmentWeights& weights, const PackedSentences& packed, const at::Tensor& inputMask = {},
                       const at::Tensor& hiddenMask = {});

// Region-word scores of a block of images and their best regions.
struct BlockScores {
    std::vector<float> best;          // [images, words]: max over i of v_i . s_t
    std::vector<std::int32_t> which;  // [images, words]: the region; lowest among equals
};
// v [images * regions, h], s [words, h], both float32 on the CPU.
BlockScores bestRegions(const at::Tensor& v, std::int64_t regions, const at::Tensor& s);

// S_kl = sum over t in l of max over i in k of v_i . s_t, of all images k and sentences l: [images, sentences],
// float32. v [images * regions, h], s [words, h] in reading order, both float32 on one device; sentence l has
// lengths[l] words, at least one. On the CPU worked through in blocks whose products stay in the cache.
at::Tensor scorePairs(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                      std::span<const std::int64_t> lengths);
// The same in plain tensor operations, which other devices than the CPU are given.
at::Tensor plainScorePairs(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                           std::span<const std::int64_t> lengths);

}  // namespace legenda::model
