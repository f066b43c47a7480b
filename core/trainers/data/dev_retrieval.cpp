// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/data/dev_retrieval_impl.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace legenda::trainers {

// The sentences of a block that have a word.
struct DevRetrieval::Block {
    std::vector<std::vector<int>> words;
    std::vector<std::size_t> numbers;
    ScoredImages own{0, 0, false};  // the images that they belong to
};

void DevRetrieval::add(std::size_t image, const std::vector<int>& sentence) {
    sentences_.push_back(&sentence);
    imageOf_.push_back(static_cast<int>(image));
}

DevRetrieval::Block DevRetrieval::blockAt(std::size_t first, std::size_t end) const {
    Block block;
    std::size_t low = std::numeric_limits<std::size_t>::max(), high = 0;
    for (std::size_t s = first; s < end; ++s) {
        if (sentences_[s]->empty()) continue;
        block.words.push_back(*sentences_[s]);
        block.numbers.push_back(s);
        low = std::min(low, static_cast<std::size_t>(imageOf_[s]));
        high = std::max(high, static_cast<std::size_t>(imageOf_[s]));
    }
    if (!block.words.empty()) block.own = {low, high - low + 1, false};
    return block;
}

// The scores of the sentences with their own images are asked for first, in the same blocks.
base::Status DevRetrieval::score(std::size_t images, std::size_t block, const ScoreBlock& scoreBlock,
                                 const base::JobContext& context) {
    ranks_ = metrics::BlockRanks(images, imageOf_);
    logLikelihoods_ = 0;
    known_ = 0;
    for (const bool all : {false, true})
        for (std::size_t first = 0; first < sentences_.size(); first += block) {
            if (context.stopped()) return base::JobContext::cancelled();
            const std::size_t end = std::min(first + block, sentences_.size());
            if (const auto asked = blockAt(first, end); !asked.words.empty()) {
                auto found = scoreBlock(asked.words, all ? ScoredImages{0, images, true} : asked.own);
                if (!found) return base::pass(found);
                const auto scores = found->to(at::kCPU).contiguous();
                const std::span values(scores.data_ptr<float>(), static_cast<std::size_t>(scores.numel()));
                if (all)
                    ranks_.count(values, 0, asked.numbers);
                else
                    ranks_.addOwn(values, asked.own.first, asked.numbers);
                if (all && withLoss_) addLikelihoods(asked, values.data(), images);
            }
            if (all)
                context.report(
                    {"evaluating", static_cast<std::int64_t>(end), static_cast<std::int64_t>(sentences_.size()), {}});
        }
    for (std::size_t s = 0; s < sentences_.size(); ++s)
        if (sentences_[s]->empty()) ranks_.countLowest(s);
    return {};
}

// scores [images, the block's sentences]
void DevRetrieval::addLikelihoods(const Block& block, const float* scores, std::size_t images) {
    const auto columns = block.numbers.size();
    for (std::size_t i = 0; i < columns; ++i) {
        double largest = -std::numeric_limits<double>::infinity(), total = 0;
        for (std::size_t k = 0; k < images; ++k) largest = std::max<double>(largest, scores[k * columns + i]);
        for (std::size_t k = 0; k < images; ++k) total += std::exp(scores[k * columns + i] - largest);
        const auto own = static_cast<std::size_t>(imageOf_[block.numbers[i]]);
        logLikelihoods_ += scores[own * columns + i] - largest - std::log(total);
        ++known_;
    }
}

std::map<std::string, double> DevRetrieval::figures() const {
    const auto ranked = ranks_.figures();
    std::map<std::string, double> figures;
    for (const auto& [name, f] :
         {std::pair{"image_annotation", ranked.imageAnnotation}, std::pair{"image_search", ranked.imageSearch}}) {
        figures[fmt::format("r1_{}", name)] = f.r1;
        figures[fmt::format("r5_{}", name)] = f.r5;
        figures[fmt::format("r10_{}", name)] = f.r10;
        figures[fmt::format("median_rank_{}", name)] = f.medianRank;
        figures["rsum"] += f.r1 + f.r5 + f.r10;
    }
    return figures;
}

double DevRetrieval::loss() const {
    return known_ > 0 ? -logLikelihoods_ / static_cast<double>(known_) : 0;
}

}  // namespace legenda::trainers
