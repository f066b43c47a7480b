// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rerank.h"

#include <algorithm>
#include <functional>
#include <string>

namespace legenda::model {

void rerank(std::vector<Caption>& captions, const Aligner& aligner, const base::Matrix& regions,
            const base::Matrix& frame) {
    std::vector<std::string> texts;
    for (const auto& caption : captions) texts.push_back(caption.text);
    const auto scores = aligner.scoreAll({&regions, 1}, frame, aligner.embedSentences(texts));
    for (std::size_t i = 0; i < captions.size(); ++i) {
        const double score = static_cast<double>(scores(0, i));  // -infinity without a known word
        captions[i].fit = score / aligner.spread();
        captions[i].rank = captions[i].logProb + kRerankWeight * *captions[i].fit;
    }
    std::ranges::stable_sort(captions, std::greater{}, &Caption::rank);
}

bool canRerank(const CheckpointInfo& alignment, const CheckpointInfo& caption) {
    return alignment.recipe.hash() == caption.recipe.hash();
}

}  // namespace legenda::model
