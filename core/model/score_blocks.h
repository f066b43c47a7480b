// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/features/feature_store.h"
#include "core/model/aligner.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace legenda::model {

// The scores of many images with many sentences, made by blocks: all v are held, but neither the words of all sentences
// nor the scores (500 MB at 5,000 and 25,000).
class ScoreBlocks {
 public:
    // owner[s]: the image of sentence s, ascending. The aligner outlives this. Cancelled when the context is stopped.
    static base::Result<ScoreBlocks> of(const Aligner& aligner,
                                        const std::vector<const features::ImageFeatures*>& images,
                                        std::vector<std::string> sentences, std::vector<int> owner,
                                        const base::JobContext& context);

    enum class Pairs { All, WithOwnImages };
    // block [images from `image` on, sentences from `sentence` on]
    using Take = std::function<void(const base::Matrix& block, std::size_t image, std::size_t sentence)>;
    // Every block once, or only those in which a sentence meets its own image, with the same scores. Of all, reports
    // progress. Cancelled when the context is stopped.
    base::Status each(Pairs pairs, const Take& take, const base::JobContext& context) const;

 private:
    struct Images {
        std::vector<base::Matrix> regions;  // v of each
        base::Matrix frames;                // g [images, g]
    };
    static Images embed(const Aligner& aligner, std::span<const features::ImageFeatures* const> images);
    explicit ScoreBlocks(const Aligner& aligner) : aligner_(&aligner) {}

    const Aligner* aligner_;
    std::vector<Images> blocks_;
    std::vector<std::string> sentences_;
    std::vector<int> owner_;
};

}  // namespace legenda::model
