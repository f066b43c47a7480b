// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/decoding_constraints.h"

#include "core/text/tokenizer.h"

#include <algorithm>
#include <optional>
#include <set>

namespace legenda::trainers {

std::vector<int> neverLast(const std::vector<std::vector<std::string>>& texts, const text::Vocabulary& vocabulary,
                           double share) {
    constexpr std::int64_t kOftenEnough = 20;
    std::vector<std::int64_t> seen(static_cast<std::size_t>(vocabulary.size()), 0), last = seen;
    for (const auto& tokens : texts) {
        for (const auto& token : tokens)
            if (const auto word = vocabulary.find(token)) ++seen[static_cast<std::size_t>(*word)];
        if (tokens.empty()) continue;
        if (const auto word = vocabulary.find(tokens.back())) ++last[static_cast<std::size_t>(*word)];
    }
    std::vector<int> words;
    for (std::size_t w = 1; w < seen.size(); ++w)
        if (seen[w] >= kOftenEnough && static_cast<double>(last[w]) < share * static_cast<double>(seen[w]))
            words.push_back(static_cast<int>(w));
    return words;
}

std::vector<std::int64_t> seenBigrams(const std::vector<std::vector<std::string>>& texts,
                                      const text::Vocabulary& vocabulary) {
    std::set<std::int64_t> pairs;
    for (const auto& tokens : texts) {
        std::optional<int> before;
        for (const auto& token : tokens) {
            const auto word = vocabulary.find(token);
            if (before && word) pairs.insert(std::int64_t{*before} * vocabulary.size() + *word);
            before = word;
        }
    }
    return {pairs.begin(), pairs.end()};
}

std::vector<std::vector<std::string>> phrasesOf(const std::vector<TrainingImage>& images, std::size_t minWords) {
    std::vector<std::vector<std::string>> phrases;
    for (const TrainingImage& image : images) {
        std::vector<std::vector<std::string>> sentences;
        for (const std::string& sentence : image.sentences) sentences.push_back(text::tokenize(sentence));
        for (const text::Phrase& phrase : image.phrases) {
            const auto& tokens = sentences.at(phrase.sentence);
            const std::size_t end = std::min(phrase.end, tokens.size());
            if (phrase.begin + minWords > end) continue;
            phrases.emplace_back(tokens.begin() + static_cast<std::ptrdiff_t>(phrase.begin),
                                 tokens.begin() + static_cast<std::ptrdiff_t>(end));
        }
    }
    return phrases;
}

}  // namespace legenda::trainers
