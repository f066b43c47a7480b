// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/metrics/block_ranks.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// So many dev images are embedded, and so many sentences scored, at once.
inline constexpr std::size_t kDevImagesABlock = 50, kDevSentencesABlock = 512;

// Images [first, first + count) that a block of sentences is scored with.
struct ScoredImages {
    std::size_t first = 0, count = 0;
    bool all = true;  // the block's one pass over all images; else a look ahead at the scores of its own images

    // Their rows of scores that begin with image `from`.
    at::Tensor of(const at::Tensor& scores, std::size_t from) const {
        return scores.narrow(0, static_cast<std::int64_t>(first - from), static_cast<std::int64_t>(count));
    }
};

// The sentences of the dev images, as known words; one without a known word scores lowest with every image. The ranks
// are counted block by block: the scores of all images with all sentences (2 GB at 5,000 and 100,000) are never held.
class DevRetrieval {
 public:
    explicit DevRetrieval(bool withLoss = false) : withLoss_(withLoss) {}
    void add(std::size_t image, const std::vector<int>& sentence);

    // Scores [images.count, N] of N sentences that have a word. The same images and sentences have the same scores,
    // whichever others are asked for with them.
    using ScoreBlock =
        std::function<base::Result<at::Tensor>(const std::vector<std::vector<int>>& sentences, ScoredImages images)>;
    // Scores all sentences with all images, `block` at a time, reporting progress; Cancelled when the context is
    // stopped.
    base::Status score(std::size_t images, std::size_t block, const ScoreBlock& scoreBlock,
                       const base::JobContext& context);

    // "r1_image_annotation" … "median_rank_image_search" and "rsum", the sum of the six recalls; ranks as in
    // core/metrics/retrieval.h.
    std::map<std::string, double> figures() const;
    // Where asked for: the mean negative log-likelihood of each sentence's own image among all; comparable between
    // evaluations, not with the loss of the training.
    double loss() const;

 private:
    struct Block;
    Block blockAt(std::size_t first, std::size_t end) const;
    void addLikelihoods(const Block& block, const float* scores, std::size_t images);

    bool withLoss_;
    std::vector<const std::vector<int>*> sentences_;
    std::vector<int> imageOf_;
    metrics::BlockRanks ranks_{0, {}};
    double logLikelihoods_ = 0;  // sum over the known sentences
    std::size_t known_ = 0;
};

}  // namespace legenda::trainers
