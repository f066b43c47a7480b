// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/score_blocks.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace legenda::model {

namespace {

constexpr std::size_t kSentencesAtOnce = 250, kImagesAtOnce = 100;

void appendRows(base::Matrix& to, const base::Matrix& rows) {
    to.cols = rows.cols;
    to.rows += rows.rows;
    to.data.insert(to.data.end(), rows.data.begin(), rows.data.end());
}

}  // namespace

// With one matrix product for all of them.
ScoreBlocks::Images ScoreBlocks::embed(const Aligner& aligner, std::span<const features::ImageFeatures* const> images) {
    Images embedded;
    base::Matrix vectors, places, whole;
    for (const auto* image : images) {
        const auto own = image->toFloat();
        appendRows(vectors, own);
        appendRows(places, image->scoredPlaces());
        const auto first = own.row(0);
        whole.cols = own.cols;
        ++whole.rows;
        whole.data.insert(whole.data.end(), first.begin(), first.end());
        embedded.regions.emplace_back(own.rows, 0);
    }
    const auto v = aligner.embedRegions(vectors, places);
    auto from = v.data.begin();
    for (auto& one : embedded.regions) {
        one = base::Matrix(one.rows, v.cols);
        std::copy_n(from, one.data.size(), one.data.begin());
        from += static_cast<std::ptrdiff_t>(one.data.size());
    }
    embedded.frames = aligner.embedFrames(whole);
    return embedded;
}

base::Result<ScoreBlocks> ScoreBlocks::of(const Aligner& aligner,
                                          const std::vector<const features::ImageFeatures*>& images,
                                          std::vector<std::string> sentences, std::vector<int> owner,
                                          const base::JobContext& context) {
    ScoreBlocks made(aligner);
    for (std::size_t i = 0; i < images.size(); i += kImagesAtOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        made.blocks_.push_back(
            embed(aligner, std::span(images).subspan(i, std::min(kImagesAtOnce, images.size() - i))));
    }
    made.sentences_ = std::move(sentences);
    made.owner_ = std::move(owner);
    return made;
}

base::Status ScoreBlocks::each(Pairs pairs, const Take& take, const base::JobContext& context) const {
    for (std::size_t s = 0; s < sentences_.size(); s += kSentencesAtOnce) {
        const std::size_t end = std::min(s + kSentencesAtOnce, sentences_.size());
        const auto words = aligner_->embedSentences({sentences_.begin() + static_cast<std::ptrdiff_t>(s),
                                                     sentences_.begin() + static_cast<std::ptrdiff_t>(end)});
        std::size_t first = 0, last = blocks_.size();
        if (pairs == Pairs::WithOwnImages) {
            first = static_cast<std::size_t>(owner_[s]) / kImagesAtOnce;
            last = static_cast<std::size_t>(owner_[end - 1]) / kImagesAtOnce + 1;
        }
        for (std::size_t b = first; b < last; ++b) {
            if (context.stopped()) return base::JobContext::cancelled();
            take(aligner_->scoreAll(blocks_[b].regions, blocks_[b].frames, words), b * kImagesAtOnce, s);
        }
        if (pairs == Pairs::All)
            context.report({"scoring sentences",
                            static_cast<std::int64_t>(end),
                            static_cast<std::int64_t>(sentences_.size()),
                            {}});
    }
    return {};
}

}  // namespace legenda::model
