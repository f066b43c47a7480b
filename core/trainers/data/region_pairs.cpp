// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/region_pairs.h"

#include "core/model/aligner.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_set>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;

namespace {

// Words that join or accompany phrases and do not name what a region shows. "no", numbers and colours are not among
// them.
const std::unordered_set<std::string_view>& glueWords() {
    static const std::unordered_set<std::string_view> words{
        "and",   "or",    "but",  "while", "as",    "is",      "are",  "was",  "were",  "be",  "been",
        "being", "has",   "have", "in",    "on",    "at",      "of",   "with", "by",    "to",  "from",
        "for",   "into",  "onto", "over",  "under", "through", "near", "that", "which", "who", "whose",
        "where", "there", "it",   "he",    "she",   "they",    "then", "so",   "up",    "out"};
    return words;
}

bool isArticle(std::string_view word) {
    return word == "a" || word == "an" || word == "the" || word == "his" || word == "her" || word == "its" ||
           word == "their";
}
bool isGlue(std::string_view word) {
    return glueWords().contains(word);
}

// All but the decoding: the scores of one sentence's words with the image's regions.
model::Alignment alignmentOf(const base::Matrix& regions, const model::Aligner::Words& words, double spread) {
    model::Alignment alignment;
    alignment.tokens = words.tokens;
    alignment.known = words.known;
    alignment.regions.resize(regions.rows);
    alignment.spread = spread;
    alignment.scores = base::Matrix(words.tokens.size(), regions.rows);
    std::size_t known = 0;
    for (std::size_t t = 0; t < words.tokens.size(); ++t) {
        if (!words.known[t]) continue;
        const auto word = words.vectors.row(known++);
        for (std::size_t r = 0; r < regions.rows; ++r) {
            const auto region = regions.row(r);
            alignment.scores(t, r) = std::transform_reduce(word.begin(), word.end(), region.begin(), 0.0f);
        }
    }
    return alignment;
}

}  // namespace

std::vector<RegionPair> pairsOfAlignment(const model::Alignment& alignment, std::size_t image,
                                         const RegionPairOptions& options) {
    std::vector<RegionPair> pairs;
    for (const model::Segment& segment : alignment.segments) {
        auto start = static_cast<std::size_t>(segment.start), end = static_cast<std::size_t>(segment.end);
        const auto word = [&](std::size_t t) { return std::string_view(alignment.tokens[t]); };
        if (options.trim) {
            while (start < end && isGlue(word(start))) ++start;
            while (start < end && (isGlue(word(end - 1)) || isArticle(word(end - 1)))) --end;
        }
        RegionPair pair{image, segment.region, segment.region == 0, {}, 0};
        int known = 0;
        bool hasContent = false;
        for (std::size_t t = start; t < end; ++t) {
            if (!pair.text.empty()) pair.text += ' ';
            pair.text += word(t);
            if (!alignment.known[t]) continue;
            ++known;
            pair.score += alignment.scores(t, static_cast<std::size_t>(segment.region));
            hasContent = hasContent || !(isGlue(word(t)) || isArticle(word(t)));
        }
        if (known >= options.minWords && hasContent) pairs.push_back(std::move(pair));
    }
    return pairs;
}

base::Result<std::vector<RegionPair>> makeRegionPairs(const model::Aligner& aligner,
                                                      const std::vector<TrainingImage>& images,
                                                      const RegionPairOptions& options,
                                                      const base::JobContext& context) {
    constexpr std::size_t kImagesAtOnce = 64;
    std::vector<RegionPair> pairs;
    for (std::size_t start = 0; start < images.size(); start += kImagesAtOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        context.report({"aligning sentences with regions",
                        static_cast<std::int64_t>(start),
                        static_cast<std::int64_t>(images.size()),
                        {}});
        const std::size_t end = std::min(start + kImagesAtOnce, images.size());
        std::vector<std::string> sentences;
        for (std::size_t i = start; i < end; ++i)
            sentences.insert(sentences.end(), images[i].sentences.begin(), images[i].sentences.end());
        const auto words = aligner.embedSentences(sentences);
        std::size_t next = 0;
        for (std::size_t i = start; i < end; ++i) {
            if (images[i].features == nullptr)
                return fail(ErrorCode::Internal, fmt::format("Training image {} has no features.", i));
            const base::Matrix regions =
                aligner.embedRegions(images[i].features->toFloat(), images[i].features->scoredPlaces());
            for (std::size_t s = 0; s < images[i].sentences.size(); ++s, ++next) {
                auto alignment = alignmentOf(regions, words[next], aligner.spread());
                model::decodeSegments(alignment, options.beta);
                for (auto& pair : pairsOfAlignment(alignment, i, options)) pairs.push_back(std::move(pair));
            }
        }
    }
    return pairs;
}

base::Result<RegionPairs> makeRegionPairs(const model::Aligner& aligner, const TrainingData& data,
                                          const RegionPairOptions& options, const base::JobContext& context) {
    if (aligner.info().recipe.hash() != data.recipe.hash())
        return fail(ErrorCode::BadInput,
                    fmt::format("{} was trained on features of the recipe {}, the training data has {}.",
                                aligner.info().path.string(), aligner.info().recipe.hash(), data.recipe.hash()));
    RegionPairs pairs;
    pairs.alignmentHash = aligner.info().hash;
    pairs.setting = aligner.info().setting;
    auto train = makeRegionPairs(aligner, data.train, options, context);
    if (!train) return base::pass(train);
    pairs.train = std::move(*train);
    auto dev = makeRegionPairs(aligner, data.dev, options, context);
    if (!dev) return base::pass(dev);
    pairs.dev = std::move(*dev);
    return pairs;
}

}  // namespace legenda::trainers
