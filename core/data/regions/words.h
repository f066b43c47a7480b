// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/regions/record.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace legenda::data::regions {

// A word of a sentence split at spaces: bytes [begin, end) and letters (code points) [first, last).
struct Word {
    std::size_t begin = 0, end = 0;
    std::int64_t first = 0, last = 0;
};
std::vector<Word> wordsOf(std::string_view sentence);

std::int64_t letterCount(std::string_view text);  // code points of UTF-8

// Words [start, end), one space between them. Empty where the sentence has no such words.
std::string phraseOf(const std::string& sentence, int start, int end);

// The words that the letters [first, last) lie in. None: there is no letter of a word among them.
std::optional<std::pair<int, int>> wordsAt(std::string_view sentence, std::int64_t first, std::int64_t last);

// The words of the first place where a phrase stands in a sentence as whole words. None: nowhere.
std::optional<std::pair<int, int>> wordsLike(const std::string& sentence, const std::string& phrase);

// The same text for sentences whose words are the same, whatever their case and punctuation.
std::string sentenceKey(const std::string& sentence);

// The same words of another sentence with the same key, whose punctuation may be separated otherwise. None: a word of
// one ends within a word of the other.
std::optional<std::pair<int, int>> sameWords(const std::string& from, int start, int end, const std::string& to);

}  // namespace legenda::data::regions
