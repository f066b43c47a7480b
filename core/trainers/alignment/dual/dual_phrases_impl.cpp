// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/dual/dual_phrases_impl.h"

namespace legenda::trainers {

namespace {

// The soft target over the regions; none where it is the whole-image region alone and that is dropped.
std::vector<float> rowOf(const PhraseTarget& phrase, std::int64_t regions, bool hidden) {
    std::vector<float> row(static_cast<std::size_t>(regions));
    float sum = 0;
    for (std::size_t i = 0; i < phrase.regions.size(); ++i) {
        const auto region = phrase.regions[i];
        if (hidden && region == 0) continue;
        row[region] = phrase.shares[i];
        sum += phrase.shares[i];
    }
    if (!(sum > 0)) return {};
    // Region 1 takes the place of the dropped whole-image region.
    if (hidden) row[0] = row[1] /= 2;
    for (auto& share : row) share /= sum;
    return row;
}

}  // namespace

BatchPhrases batchPhrases(const AlignSplit& split, const std::vector<Pair>& pairs, std::int64_t regions,
                          const at::Tensor& hidden) {
    BatchPhrases batch;
    std::vector<float> targets;
    std::int64_t firstWord = 0;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        const auto& [image, sentence] = pairs[k];
        const bool frameHidden = hidden.defined() && hidden.data_ptr<bool>()[k];
        for (const auto& phrase : split.phrases[image]) {
            if (phrase.sentence != sentence) continue;
            const auto row = rowOf(phrase, regions, frameHidden);
            if (row.empty()) continue;
            targets.insert(targets.end(), row.begin(), row.end());
            for (const auto word : phrase.words) {
                batch.words.push_back(firstWord + static_cast<std::int64_t>(word));
                batch.phrase.push_back(static_cast<std::int64_t>(batch.pair.size()));
            }
            batch.pair.push_back(static_cast<std::int64_t>(k));
        }
        firstWord += static_cast<std::int64_t>(split.sentences[image][sentence].size());
    }
    batch.targets = at::tensor(at::ArrayRef<float>(targets)).view({-1, regions});
    return batch;
}

at::Tensor phraseLoss(const BatchPhrases& phrases, const at::Tensor& v, const at::Tensor& s) {
    const auto count = static_cast<std::int64_t>(phrases.pair.size());
    if (count == 0) return at::zeros({}, v.options());
    const auto onDevice = [&](const std::vector<std::int64_t>& numbers) { return at::tensor(numbers).to(v.device()); };
    const auto sums = at::zeros({count, s.size(1)}, s.options())
                          .index_add(0, onDevice(phrases.phrase), s.index_select(0, onDevice(phrases.words)));
    const auto scores = at::bmm(v.index_select(0, onDevice(phrases.pair)), sums.unsqueeze(2)).squeeze(2);
    return -(phrases.targets.to(v.device()) * scores.log_softmax(1)).sum(1).mean();
}

}  // namespace legenda::trainers
