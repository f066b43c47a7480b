// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/reasons/uncovered_answers.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace legenda::inference {

namespace {

bool sameMatrix(const base::Matrix& a, const base::Matrix& b) {
    return a.rows == b.rows && a.cols == b.cols && a.data == b.data;
}

bool sameSource(const model::CaptionSource& a, const model::CaptionSource& b) {
    return sameMatrix(a.vectors, b.vectors) && std::ranges::equal(a.regions, b.regions, sameMatrix) &&
           std::ranges::equal(a.places, b.places, sameMatrix);
}

using Hashes = std::vector<std::string>;

// Of the files of a model, or of all models of an ensemble; empty where one has none.
Hashes hashesOf(const std::vector<model::CheckpointInfo>& infos) {
    Hashes hashes;
    for (const auto& info : infos) hashes.push_back(info.hash);
    return std::ranges::find(hashes, std::string()) == hashes.end() ? hashes : Hashes();
}

bool sameModel(const Hashes& kept, const Hashes& own) {
    return !own.empty() && kept == own;
}

// The entry that fits, moved to the front; nullptr: there is none.
template <class Kept, class Fits>
const Kept* findKept(std::list<Kept>& all, const Fits& fits) {
    const auto found = std::ranges::find_if(all, fits);
    if (found == all.end()) return nullptr;
    all.splice(all.begin(), all, found);
    return &all.front();
}

template <class Kept>
const Kept& keepNewest(std::list<Kept>& all, Kept made) {
    if (all.size() == UncoveredAnswers::kMost) all.pop_back();
    return all.emplace_front(std::move(made));
}

}  // namespace

base::Result<const UncoveredAnswers::Said*> UncoveredAnswers::caption(const model::Captioner& captioner,
                                                                      model::CaptionSource source,
                                                                      const model::DecodeOptions& options,
                                                                      const base::JobContext& context) {
    auto model = hashesOf(captioner.infos());
    const auto* known = findKept(captions_, [&](const KeptCaption& kept) {
        return sameModel(kept.model, model) && kept.options == options && sameSource(kept.source, source);
    });
    if (known) return &known->said;
    LEGENDA_TRY(captions, captioner.caption(source, options, context));
    Said said;
    if (!captions->front().empty()) said.caption = std::move(captions->front().front());
    if (!said.caption.words.empty()) {
        LEGENDA_TRY(scored, captioner.score(source, said.caption.text));
        said.text = std::move(*scored);
    }
    return &keepNewest(captions_, KeptCaption{std::move(model), std::move(source), options, std::move(said)}).said;
}

const UncoveredAnswers::Aligned& UncoveredAnswers::alignment(const model::Aligner& aligner,
                                                             const ImageContext::Embedded& image,
                                                             const std::string& sentence, double beta) {
    auto model = hashesOf({aligner.info()});
    const auto* known = findKept(alignments_, [&](const KeptAlignment& kept) {
        return sameModel(kept.model, model) && kept.sentence == sentence && kept.beta == beta &&
               sameMatrix(kept.image.regions, image.regions) && sameMatrix(kept.image.frame, image.frame);
    });
    if (known) return known->aligned;
    auto words = aligner.embedSentence(sentence);
    auto made = aligner.align(image.regions, image.frame.row(0), sentence, words, beta);
    return keepNewest(alignments_,
                      KeptAlignment{std::move(model), image, sentence, beta, {std::move(words), std::move(made)}})
        .aligned;
}

void UncoveredAnswers::forget() {
    captions_.clear();
    alignments_.clear();
}

}  // namespace legenda::inference
