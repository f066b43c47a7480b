// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/base/matrix.h"

#include <ATen/ATen.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// The sentences of the dev images, as known words; one without a known word scores lowest with every image.
class DevRetrieval {
 public:
    void add(std::size_t image, const std::vector<int>& sentence);

    // Scores [images, N] of N sentences that have a word.
    using ScoreBlock = std::function<base::Result<at::Tensor>(const std::vector<std::vector<int>>& sentences)>;
    // Scores all sentences with all images, `block` at a time, reporting progress; Cancelled when the context is
    // stopped.
    base::Status score(std::size_t images, std::size_t block, const ScoreBlock& scoreBlock,
                       const base::JobContext& context);

    // "r1_image_annotation" … "median_rank_image_search" and "rsum", the sum of the six recalls.
    std::map<std::string, double> figures() const;
    // Mean negative log-likelihood of each sentence's own image among all; comparable between evaluations, not with the
    // loss of the training.
    double loss() const;

 private:
    std::vector<const std::vector<int>*> sentences_;
    std::vector<int> imageOf_;
    base::Matrix scores_;  // [images, sentences]
};

}  // namespace legenda::trainers
