// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/phrase.h"
#include "core/text/vocabulary.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace legenda::trainers {

// The known words of one picture.
struct PictureWords {
    std::vector<std::vector<int>> sentences;  // training: none is empty
    struct Named {
        std::size_t sentence = 0;
        std::vector<std::size_t> words;  // places in the sentence
        std::size_t box = 0;
    };
    std::vector<Named> phrases;
};

// tokens: of each sentence. A sentence without a known word is left out, unless keepEmpty; so is such a phrase.
PictureWords wordsOf(const std::vector<std::vector<std::string>>& tokens, std::span<const text::Phrase> phrases,
                     const text::Vocabulary& vocabulary, bool keepEmpty);

}  // namespace legenda::trainers
