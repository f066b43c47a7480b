// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/alignment/conv_net_impl.h"
#include "core/text/vocabulary.h"
#include "core/trainers/backbone/picture_words_impl.h"
#include "core/trainers/picture_data.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

// The text encoder of a fine-tuning. Includes ATen: for .cpp files only.
namespace legenda::trainers {

struct PictureTexts {
    text::Vocabulary vocabulary;  // of the training sentences, or as given
    // Of the pictures of the data, in their order; a training picture without a known word has no sentence. Dev keeps
    // its empty sentences: they score lowest with every picture.
    std::vector<PictureWords> train, dev;
};
// BadInput: a split without a known word.
base::Result<PictureTexts> textsOf(const PictureData& data, int minCount,
                                   const std::optional<text::Vocabulary>& vocabulary);

// The texts of one batch of B pictures.
struct BatchTexts {
    std::vector<std::vector<int>> sentences;  // [S B]: sentence s of picture k is number s B + k
    struct Phrase {
        std::vector<std::int64_t> words;  // rows among the words of all sentences, in reading order
        std::int64_t region = 0;
    };
    std::vector<Phrase> phrases;
};

// See backbone_trainer.h. frames [B, D], regions [P, D], standardised.
at::Tensor backboneLoss(const model::ConvWeights& weights, const at::Tensor& frames, const at::Tensor& regions,
                        const BatchTexts& texts, const model::ConvMasks& masks, double phraseWeight);

}  // namespace legenda::trainers
