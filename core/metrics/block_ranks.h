// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"
#include "core/metrics/retrieval.h"

#include <cstddef>
#include <span>
#include <vector>

namespace legenda::metrics {

// The ranks of annotationRanks() and searchRanks(), counted from blocks of the scores, so that those of all images with
// all sentences (500 MB at 5,000 and 25,000) are never held. An image's rank needs the score of its best own sentence
// before those of the others are counted: first addOwn() sees every sentence's score with its own image, then count()
// every pair once, both in any order; then countLowest() the sentences that neither has seen. Scores that are seen
// twice must be the same.
class BlockRanks {
 public:
    // owner[s]: the image of sentence s, as in retrieval.h.
    BlockRanks(std::size_t images, std::vector<int> owner);

    // scores [images from `image` on, sentences]. addOwn() leaves aside pairs of a sentence and another's image,
    // count() those of a sentence and its own.
    void addOwn(std::span<const float> scores, std::size_t image, std::span<const std::size_t> sentences);
    void count(std::span<const float> scores, std::size_t image, std::span<const std::size_t> sentences);
    // [images from `image` on, sentences from `sentence` on]
    void addOwn(const base::Matrix& scores, std::size_t image, std::size_t sentence);
    void count(const base::Matrix& scores, std::size_t image, std::size_t sentence);
    // A sentence that scores minus infinity with every image.
    void countLowest(std::size_t sentence);

    std::vector<long> annotation() const;  // of the images that have a sentence
    const std::vector<long>& search() const { return sentenceRanks_; }
    RetrievalFigures figures() const { return {recallFigures(annotation()), recallFigures(search())}; }

 private:
    std::vector<int> owner_;
    std::vector<float> own_;           // of each sentence: its score with its own image
    std::vector<float> best_;          // of each image: the score of its best own sentence
    std::vector<long> imageRanks_;     // of each image
    std::vector<long> sentenceRanks_;  // of each sentence
};

}  // namespace legenda::metrics
