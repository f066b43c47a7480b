// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/backbone/picture_words_impl.h"

#include <algorithm>

namespace legenda::trainers {

PictureWords wordsOf(const std::vector<std::vector<std::string>>& tokens, std::span<const text::Phrase> phrases,
                     const text::Vocabulary& vocabulary, bool keepEmpty) {
    PictureWords words;
    std::vector<std::size_t> numberOf(tokens.size());                // of a sentence among those kept
    std::vector<std::vector<std::ptrdiff_t>> places(tokens.size());  // of a token among the known ones, -1: unknown
    for (std::size_t s = 0; s < tokens.size(); ++s) {
        std::vector<int> known;
        for (const auto& token : tokens[s]) {
            const auto number = vocabulary.find(token);
            places[s].push_back(number ? static_cast<std::ptrdiff_t>(known.size()) : -1);
            if (number) known.push_back(*number);
        }
        numberOf[s] = words.sentences.size();
        if (keepEmpty || !known.empty()) words.sentences.push_back(std::move(known));
    }
    for (const auto& phrase : phrases) {
        PictureWords::Named named{numberOf.at(phrase.sentence), {}, phrase.box};
        const auto& of = places[phrase.sentence];
        for (std::size_t t = phrase.begin; t < std::min(phrase.end, of.size()); ++t)
            if (of[t] >= 0) named.words.push_back(static_cast<std::size_t>(of[t]));
        if (!named.words.empty()) words.phrases.push_back(std::move(named));
    }
    return words;
}

}  // namespace legenda::trainers
