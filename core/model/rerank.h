// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/aligner.h"
#include "core/model/captioner.h"

#include <span>
#include <vector>

namespace legenda::model {

// Reranking: of the captions that a beam search found for an image, the one that an alignment model finds to fit the
// image as well. Captions get their rank, log p + kRerankWeight S / spread, with S the image-sentence score (equation 8
// of the paper, and a global similarity where the model has one), and are sorted by it. The weight was chosen on
// Flickr8K dev; between 0.5 and 1.7 CIDEr changes by 0.3.
inline constexpr double kRerankWeight = 0.5;

// regions v [R, h] and frame g [1, g] of the image, by the alignment model.
void rerank(std::vector<Caption>& captions, const Aligner& aligner, const base::Matrix& regions,
            const base::Matrix& frame);

// Whether the alignment model can rerank for the caption model: both read the same features.
bool canRerank(const CheckpointInfo& alignment, const CheckpointInfo& caption);

}  // namespace legenda::model
