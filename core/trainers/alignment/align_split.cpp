// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/align_split_impl.h"

#include "core/metrics/retrieval.h"
#include "core/model/checkpoint.h"
#include "core/text/tokenizer.h"
#include "core/trainers/backbone/picture_words_impl.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;

namespace {

using Tokens = std::vector<std::vector<std::vector<std::string>>>;  // of each image, of each sentence

Tokens tokensOf(const std::vector<TrainingImage>& images) {
    Tokens all(images.size());
    for (std::size_t k = 0; k < images.size(); ++k)
        for (const auto& sentence : images[k].sentences) all[k].push_back(text::tokenize(sentence));
    return all;
}

// The regions with IoU >= 0.5 with a box, and their soft targets.
PhraseTarget regionsOf(const base::Box& box, const std::vector<base::Box>& regions) {
    constexpr double kHalf = 0.5, kSharpness = 0.1;
    PhraseTarget target;
    double sum = 0;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const double overlap = base::iou(box, regions[i]);
        if (overlap < kHalf) continue;
        target.regions.push_back(i);
        target.shares.push_back(static_cast<float>(std::exp(overlap / kSharpness)));
        sum += static_cast<double>(target.shares.back());
    }
    for (auto& share : target.shares) share = static_cast<float>(static_cast<double>(share) / sum);
    return target;
}

std::vector<PhraseTarget> targetsOf(std::vector<PictureWords::Named>& phrases, const TrainingImage& image) {
    const auto& frame = image.features->boxes.front();
    std::vector<PhraseTarget> ofBox;
    for (const auto& share : image.boxes)
        ofBox.push_back(
            regionsOf({frame.x + share.x * frame.w, frame.y + share.y * frame.h, share.w * frame.w, share.h * frame.h},
                      image.features->boxes));
    std::vector<PhraseTarget> targets;
    for (auto& phrase : phrases) {
        auto target = ofBox.at(phrase.box);
        if (target.regions.empty()) continue;
        target.sentence = phrase.sentence;
        target.words = std::move(phrase.words);
        targets.push_back(std::move(target));
    }
    return targets;
}

base::Result<AlignSplit> makeSplit(const std::vector<TrainingImage>& images, const Tokens& tokens,
                                   const text::Vocabulary& vocabulary, std::size_t dimension, bool keepUnknown,
                                   const char* name) {
    AlignSplit split;
    std::size_t known = 0;
    for (std::size_t k = 0; k < images.size(); ++k) {
        const auto* features = images[k].features;
        if (features->dimension != dimension || features->vectors.size() < dimension ||
            features->vectors.size() % dimension != 0)
            return fail(ErrorCode::BadInput, fmt::format("The {} image {} has vectors of {} values, {} were expected.",
                                                         name, features->image, features->dimension, dimension));
        auto words = wordsOf(tokens[k], images[k].phrases, vocabulary, keepUnknown);
        for (const auto& sentence : words.sentences) known += sentence.empty() ? 0 : 1;
        if (words.sentences.empty()) continue;
        split.images.push_back(features);
        split.sentences.push_back(std::move(words.sentences));
        split.phrases.push_back(targetsOf(words.phrases, images[k]));
    }
    if (known == 0)
        return fail(
            ErrorCode::BadInput,
            fmt::format("The {} images have no sentence with a known word, so there is nothing to learn from.", name));
    return split;
}

}  // namespace

base::Result<AlignSplits> splitsOf(const TrainingData& data, int minCount) {
    if (data.train.empty()) return fail(ErrorCode::BadInput, "There is no training image.");
    if (data.dev.empty()) return fail(ErrorCode::BadInput, "There is no image to evaluate on.");
    AlignSplits splits;
    splits.dimension = data.train.front().features->dimension;
    const auto trainTokens = tokensOf(data.train);
    std::vector<std::vector<std::string>> sentences;
    for (const auto& image : trainTokens) sentences.insert(sentences.end(), image.begin(), image.end());
    splits.vocabulary = text::Vocabulary::fromSentences(sentences, minCount);
    auto train = makeSplit(data.train, trainTokens, splits.vocabulary, splits.dimension, false, "training");
    if (!train) return base::pass(train);
    auto dev = makeSplit(data.dev, tokensOf(data.dev), splits.vocabulary, splits.dimension, true, "dev");
    if (!dev) return base::pass(dev);
    splits.train = std::move(*train);
    splits.dev = std::move(*dev);
    for (const auto* split : {&splits.train, &splits.dev})
        for (const auto* image : split->images)
            splits.regions =
                std::max(splits.regions, static_cast<std::int64_t>(image->vectors.size() / splits.dimension));
    return splits;
}

std::vector<std::vector<Pair>> pairBatches(const AlignSplit& split, const ScheduleOptions& options, int epoch) {
    std::vector<std::size_t> counts;
    for (const auto& sentences : split.sentences) counts.push_back(sentences.size());
    return alignBatches(counts, static_cast<std::size_t>(options.batch), static_cast<std::uint64_t>(options.seed),
                        epoch);
}

DevRetrieval retrievalOf(const AlignSplit& split) {
    DevRetrieval retrieval;
    for (std::size_t k = 0; k < split.images.size(); ++k)
        for (const auto& sentence : split.sentences[k]) retrieval.add(k, sentence);
    return retrieval;
}

base::Status checkVocabulary(const model::TensorFile& content, const std::filesystem::path& file,
                             const text::Vocabulary& words) {
    auto stored = model::takeVocabulary(content, file);
    if (!stored) return base::pass(stored);
    if (stored->words() == words.words()) return {};
    return fail(ErrorCode::BadInput,
                fmt::format("{}: its {} words differ from the {} of the training sentences: they changed since.",
                            file.string(), stored->size() - 1, words.size() - 1));
}

void SpreadSums::add(const at::Tensor& rowsOf) {
    const auto part = rowsOf.sum(0).to(at::kDouble);
    const auto square = at::mm(rowsOf.t(), rowsOf).to(at::kDouble);
    sum = sum.defined() ? sum + part : part;
    gram = gram.defined() ? gram + square : square;
    rows += static_cast<double>(rowsOf.size(0));
}

double spreadOf(const SpreadSums& v, const SpreadSums& s) {
    const double count = v.rows * s.rows;
    const double mean = at::dot(v.sum, s.sum).item<double>() / count;
    const double square = (v.gram * s.gram).sum().item<double>() / count;
    return std::sqrt(std::max(0.0, square - mean * mean));
}

}  // namespace legenda::trainers
