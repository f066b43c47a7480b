// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

namespace legenda::trainers {

// Of the architecture "conv" (core/model/alignment/conv_net_impl.h): embeddings of images, sentences and words, common
// to the dual trainer and the fine-tuning of a backbone.
struct SentenceOptions {
    int embedding = 256;
    int frameEmbedding = 512;
    int wordVectors = 300;
    int hidden = 512;
    int minCount = 5;
    double frameDropout = 0.3;
    double dropout = 0.3;
    double wordDropout = 0.1;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(embedding, {"embedding", "embedding dimension h of regions and words", 1, 8192});
        visit(frameEmbedding, {"frameEmbedding", "embedding dimension of whole images and sentences", 1, 8192});
        visit(wordVectors, {"wordVectors", "dimension of the word vectors", 1, 8192});
        visit(hidden, {"hidden", "channels of the convolution over word embeddings", 1, 8192});
        visit(minCount, {"minCount", "minimum word frequency in the training sentences", 1, 1000});
        visit(frameDropout, {"frameDropout", "dropout on the vectors of whole images", 0, 0.95});
        visit(dropout, {"dropout", "dropout on word vectors and hidden units", 0, 0.95});
        visit(wordDropout, {"wordDropout", "word dropout: probability that a word is left out", 0, 0.95});
    }
};

}  // namespace legenda::trainers
