// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/contrast_phrases_impl.h"

#include <algorithm>

namespace legenda::train {

namespace {

std::vector<std::uint8_t> rowOf(const PhraseTarget& phrase, std::int64_t regions, bool hidden) {
    std::vector<std::uint8_t> row(static_cast<std::size_t>(regions));
    for (const auto region : phrase.regions) row[region] = 1;
    if (hidden) row[0] = row[1];
    return row;
}

}  // namespace

BatchPhrases batchPhrases(const AlignSplit& split, const std::vector<Pair>& pairs, std::int64_t regions,
                          const at::Tensor& hidden) {
    BatchPhrases batch;
    std::vector<std::uint8_t> targets;
    std::int64_t firstWord = 0;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        const auto& [image, sentence] = pairs[k];
        const bool frameHidden = hidden.defined() && hidden.data_ptr<bool>()[k];
        for (const auto& phrase : split.phrases[image]) {
            if (phrase.sentence != sentence) continue;
            const auto row = rowOf(phrase, regions, frameHidden);
            if (std::ranges::find(row, std::uint8_t{1}) == row.end()) continue;
            targets.insert(targets.end(), row.begin(), row.end());
            for (const auto word : phrase.words) {
                batch.words.push_back(firstWord + static_cast<std::int64_t>(word));
                batch.phrase.push_back(static_cast<std::int64_t>(batch.pair.size()));
            }
            batch.pair.push_back(static_cast<std::int64_t>(k));
        }
        firstWord += static_cast<std::int64_t>(split.sentences[image][sentence].size());
    }
    batch.targets = at::tensor(at::ArrayRef<std::uint8_t>(targets)).view({-1, regions}).to(at::kBool);
    return batch;
}

at::Tensor phraseLoss(const BatchPhrases& phrases, const at::Tensor& v, const at::Tensor& s) {
    const auto count = static_cast<std::int64_t>(phrases.pair.size());
    if (count == 0) return at::zeros({});
    constexpr double kNever = -1e9;
    const auto sums = at::zeros({count, s.size(1)})
                          .index_add(0, at::tensor(phrases.phrase), s.index_select(0, at::tensor(phrases.words)));
    const auto scores = at::bmm(v.index_select(0, at::tensor(phrases.pair)), sums.unsqueeze(2)).squeeze(2);
    const auto own = scores.masked_fill(phrases.targets.logical_not(), kNever);
    return (scores.logsumexp({1}) - own.logsumexp({1})).mean();
}

}  // namespace legenda::train
