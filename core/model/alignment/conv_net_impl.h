// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

// The alignment network of the preset "better" as tensors, shared by training and inference: a convolution over word
// embeddings, an MLP over appearance, box geometry and objectness, and a global image-sentence similarity in an
// embedding space of its own. Includes ATen: for .cpp files only.
namespace legenda::model {

// Inputs of the MLP from a region's box geometry and from its objectness.
inline constexpr std::int64_t kPlaceValues = 8, kScoreValues = 2;

struct ConvShape {
    std::int64_t words = 0;        // rows of W_w: Vocabulary::size(); row 0 is unused
    std::int64_t wordVectors = 0;  // d
    std::int64_t hidden = 0;       // H
    std::int64_t embedding = 0;    // h, of regions and words
    std::int64_t frame = 0;        // g, of whole images and sentences
    std::int64_t features = 0;     // D, of a region's vector
    std::int64_t frames = 0;       // of a whole image's vector: D
    std::int64_t units = 0;        // P
    bool unitsReadScores = false, unitsReadVectors = false;
    std::int64_t seen() const;  // by a unit: columns of W_p
};

struct ConvWeights {
    at::Tensor W_w;            // [words, d]
    at::Tensor W_c, b_c;       // [H, 3 d], [H]: the word before, the word, the word after
    at::Tensor W_s, b_s, W_x;  // [h, H], [h], [h, d]
    at::Tensor W_g;            // [words, d]: the words' embeddings of the global similarity
    at::Tensor W_h, b_h;       // [H, d], [H]
    at::Tensor W_q, b_q;       // [g, H], [g]
    at::Tensor W_m, b_m;       // [h, D], [h]
    at::Tensor W_p, b_p, W_r;  // [P, 8 (+ 2) (+ D)], [P], [h, P]: the MLP over box geometry and, where it has them as
                               // inputs, objectness and appearance
    at::Tensor W_f, b_f;       // [g, D], [g]
    at::Tensor scales;         // [2]: log scales of the region-word score and of the global image-sentence similarity

    std::vector<std::pair<std::string, at::Tensor*>> named();
    std::vector<std::pair<std::string, const at::Tensor*>> named() const;
    static std::map<std::string, std::vector<std::int64_t>> shapes(const ConvShape& shape);
};

// The weights of a file, with names and shapes compared first (the shape is that of the file's own tensors).
base::Result<ConvWeights> takeConvWeights(const TensorFile& content, const std::filesystem::path& file);

// Dropout of encodeSentences(), all inverted (0 or 1 / (1 - p)); any may be undefined.
struct ConvMasks {
    at::Tensor words, hidden;           // [N, d], [N, H]
    at::Tensor sentences, hiddenWhole;  // [L, d], [L, H]
    at::Tensor units;                   // [R, P]
};

struct EncodedSentences {
    at::Tensor s;  // [N, h] in reading order, sentence after sentence; holds the factor exp(scales[0])
    at::Tensor q;  // [L, g] of length exp(scales[1])
};

// With x_t the vector of word t (zero beyond the sentence's ends):
//   o_t = f(W_c [x_{t-1}; x_t; x_{t+1}] + b_c), f = ReLU;   s_t = exp(scales_0) (W_s o_t + b_s + W_x x_t)
//   q = exp(scales_1) unit(W_q f(W_h sum_t y_t / sqrt(T) + b_h) + b_q), y_t the word's row of W_g
// No sentence may be empty.
EncodedSentences encodeSentences(const ConvWeights& weights, std::span<const std::vector<int>> sentences,
                                 const ConvMasks& masks = {});

// v_i = W_m x_i + b_m + W_r u_i, [R, h], with the hidden units u_i = f(W_p [p_i; q_i; x_i] + b_p). p_i [8] is the
// region's box geometry (from base::placesOf, [R, 4 or 5]): left, top, width, height, area, its square root and the
// centre; q_i [2] its objectness: the logarithm and the score itself. W_p may read p alone, or p with one of the
// others. A region without a score is given a typical one.
at::Tensor encodeRegions(const ConvWeights& weights, const at::Tensor& x, const at::Tensor& places,
                         const ConvMasks& masks = {});
at::Tensor mapRegions(const ConvWeights& weights, const at::Tensor& x);                             // without W_r u_i
at::Tensor regionUnits(const ConvWeights& weights, const at::Tensor& x, const at::Tensor& places);  // u, [R, P]
// g = unit(W_f x + b_f), [K, g]
at::Tensor encodeFrames(const ConvWeights& weights, const at::Tensor& x);

}  // namespace legenda::model
