// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/data/dev_retrieval_impl.h"

#include "core/metrics/retrieval.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::trainers {

namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();

}  // namespace

// The sentences of a block that have a word.
struct DevRetrieval::Block {
    std::vector<std::vector<int>> words;
    std::vector<std::size_t> numbers;
    ScoredImages own{0, 0, false};  // the images that they belong to
};

void DevRetrieval::add(std::size_t image, const std::vector<int>& sentence) {
    sentences_.push_back(&sentence);
    imageOf_.push_back(image);
}

DevRetrieval::Block DevRetrieval::blockAt(std::size_t first, std::size_t end) const {
    Block block;
    std::size_t low = std::numeric_limits<std::size_t>::max(), high = 0;
    for (std::size_t s = first; s < end; ++s) {
        if (sentences_[s]->empty()) continue;
        block.words.push_back(*sentences_[s]);
        block.numbers.push_back(s);
        low = std::min(low, imageOf_[s]);
        high = std::max(high, imageOf_[s]);
    }
    if (!block.words.empty()) block.own = {low, high - low + 1, false};
    return block;
}

// An image's rank needs the score of its best own sentence before those of the others are counted: they are asked for
// first, in the same blocks.
base::Status DevRetrieval::score(std::size_t images, std::size_t block, const ScoreBlock& scoreBlock,
                                 const base::JobContext& context) {
    best_.assign(images, kLowest);
    imageRanks_.assign(images, 1);
    sentenceRanks_.assign(sentences_.size(), 1);
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
                const float* const values = scores.data_ptr<float>();
                if (all) count(asked, values, images);
                for (std::size_t i = 0; !all && i < asked.numbers.size(); ++i) {
                    const auto own = imageOf_[asked.numbers[i]];
                    best_[own] = std::max(best_[own], values[(own - asked.own.first) * asked.numbers.size() + i]);
                }
            }
            if (all)
                context.report(
                    {"evaluating", static_cast<std::int64_t>(end), static_cast<std::int64_t>(sentences_.size()), {}});
        }
    countUnknown(images);
    return {};
}

// scores [images, the block's sentences]. "Not less" rather than "at least": NaN scores count against the model too.
void DevRetrieval::count(const Block& block, const float* scores, std::size_t images) {
    const auto columns = block.numbers.size();
    std::vector<std::size_t> owner(columns);
    std::vector<float> own(columns);
    for (std::size_t i = 0; i < columns; ++i) {
        owner[i] = imageOf_[block.numbers[i]];
        own[i] = scores[owner[i] * columns + i];
    }
    for (std::size_t k = 0; k < images; ++k) {
        const float* const row = scores + k * columns;
        for (std::size_t i = 0; i < columns; ++i) {
            if (k == owner[i]) continue;
            sentenceRanks_[block.numbers[i]] += !(row[i] < own[i]);
            imageRanks_[k] += !(row[i] < best_[k]);
        }
    }
    if (withLoss_) addLikelihoods(own, scores, images);
}

// own: the score of each sentence of a block with its own image.
void DevRetrieval::addLikelihoods(const std::vector<float>& own, const float* scores, std::size_t images) {
    const auto columns = own.size();
    for (std::size_t i = 0; i < columns; ++i) {
        double largest = -std::numeric_limits<double>::infinity(), total = 0;
        for (std::size_t k = 0; k < images; ++k) largest = std::max<double>(largest, scores[k * columns + i]);
        for (std::size_t k = 0; k < images; ++k) total += std::exp(scores[k * columns + i] - largest);
        logLikelihoods_ += own[i] - largest - std::log(total);
        ++known_;
    }
}

// A sentence without a known word ties with itself at every image, and with an image that has no other.
void DevRetrieval::countUnknown(std::size_t images) {
    for (std::size_t s = 0; s < sentences_.size(); ++s) {
        if (!sentences_[s]->empty()) continue;
        sentenceRanks_[s] = static_cast<long>(images);
        for (std::size_t k = 0; k < images; ++k)
            if (k != imageOf_[s] && best_[k] == kLowest) ++imageRanks_[k];
    }
}

std::map<std::string, double> DevRetrieval::figures() const {
    std::vector<bool> asked(imageRanks_.size(), false);  // an image without a sentence is not a query
    for (const auto image : imageOf_) asked[image] = true;
    std::vector<long> ofImages;
    for (std::size_t k = 0; k < asked.size(); ++k)
        if (asked[k]) ofImages.push_back(imageRanks_[k]);
    std::map<std::string, double> figures;
    for (const auto& [name, f] : {std::pair{"image_annotation", metrics::recallFigures(std::move(ofImages))},
                                  std::pair{"image_search", metrics::recallFigures(sentenceRanks_)}}) {
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
