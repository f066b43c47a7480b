// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/backbone/sentence_encoder_impl.h"

#include "core/text/tokenizer.h"
#include "core/trainers/alignment/dual/dual_parts_impl.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::trainers {

namespace {

using Tokens = std::vector<std::vector<std::vector<std::string>>>;  // by picture and sentence

Tokens tokensOf(const std::vector<TrainingPicture>& pictures) {
    Tokens all(pictures.size());
    for (std::size_t k = 0; k < pictures.size(); ++k)
        for (const auto& sentence : pictures[k].sentences) all[k].push_back(text::tokenize(sentence));
    return all;
}

bool anyKnown(const std::vector<PictureWords>& pictures) {
    return std::ranges::any_of(pictures, [](const auto& picture) {
        return std::ranges::any_of(picture.sentences, [](const auto& sentence) { return !sentence.empty(); });
    });
}

// The contrastive loss of phrases and regions: a phrase's own region against all regions, and each phrase of a region
// against those of other regions. scores [P, N], owner [N].
at::Tensor phraseLoss(const at::Tensor& scores, const at::Tensor& owner) {
    const auto own = scores.gather(0, owner.unsqueeze(0)).squeeze(0);
    const auto mine = at::arange(scores.size(0), owner.options()).unsqueeze(1).eq(owner.unsqueeze(0));
    constexpr double kNever = -1e4;
    const auto others = scores.masked_fill(mine, kNever).logsumexp({1}).index_select(0, owner);
    return -((own - scores.logsumexp({0})).mean() + (own - at::logaddexp(own, others)).mean()) / 2;
}

}  // namespace

base::Result<PictureTexts> textsOf(const PictureData& data, int minCount,
                                   const std::optional<text::Vocabulary>& vocabulary) {
    PictureTexts texts;
    const auto train = tokensOf(data.train), dev = tokensOf(data.dev);
    if (vocabulary) {
        texts.vocabulary = *vocabulary;
    } else {
        std::vector<std::vector<std::string>> sentences;
        for (const auto& picture : train) sentences.insert(sentences.end(), picture.begin(), picture.end());
        texts.vocabulary = text::Vocabulary::fromSentences(sentences, minCount);
    }
    for (std::size_t k = 0; k < train.size(); ++k)
        texts.train.push_back(wordsOf(train[k], data.train[k].phrases, texts.vocabulary, false));
    for (std::size_t k = 0; k < dev.size(); ++k)
        texts.dev.push_back(wordsOf(dev[k], data.dev[k].phrases, texts.vocabulary, true));
    for (const auto& [name, split] : {std::pair{"training", &texts.train}, std::pair{"dev", &texts.dev}})
        if (!anyKnown(*split))
            return base::fail(
                base::ErrorCode::BadInput,
                fmt::format("The {} images have no sentence with a known word, so there is nothing to learn from.",
                            name));
    return texts;
}

at::Tensor backboneLoss(const model::ConvWeights& weights, const at::Tensor& frames, const at::Tensor& regions,
                        const BatchTexts& texts, const model::ConvMasks& masks, double phraseWeight) {
    const auto encoded = model::encodeSentences(weights, texts.sentences, masks);
    const auto count = frames.size(0), rounds = encoded.q.size(0) / count;
    const auto scores = at::mm(model::encodeFrames(weights, frames), encoded.q.t());
    auto loss = at::zeros({}, scores.options());
    for (std::int64_t s = 0; s < rounds; ++s) loss = loss + softmaxLoss(scores.narrow(1, s * count, count));
    loss = loss / static_cast<double>(rounds);
    if (texts.phrases.empty() || phraseWeight == 0) return loss;

    std::vector<std::int64_t> words, phraseOf, owner;
    for (std::size_t n = 0; n < texts.phrases.size(); ++n) {
        const auto& phrase = texts.phrases[n];
        words.insert(words.end(), phrase.words.begin(), phrase.words.end());
        phraseOf.insert(phraseOf.end(), phrase.words.size(), static_cast<std::int64_t>(n));
        owner.push_back(phrase.region);
    }
    const auto onDevice = [&](const std::vector<std::int64_t>& numbers) {
        return at::tensor(numbers).to(frames.device());
    };
    const auto p = at::zeros({static_cast<std::int64_t>(owner.size()), encoded.s.size(1)}, encoded.s.options())
                       .index_add(0, onDevice(phraseOf), encoded.s.index_select(0, onDevice(words)));
    return loss + phraseWeight * phraseLoss(at::mm(model::mapRegions(weights, regions), p.t()), onDevice(owner));
}

}  // namespace legenda::trainers
