// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/words.h"

#include "core/text/tokenizer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace legenda::data::regions {

namespace {

// As the store splits a caption: at white space of ASCII.
bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool beginsLetter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

// How many tokens stand before each word, and before the end.
std::vector<std::size_t> tokensBefore(const std::string& sentence, const std::vector<Word>& words) {
    std::vector<std::size_t> before{0};
    for (const auto& word : words)
        before.push_back(before.back() +
                         text::tokenize(std::string_view(sentence).substr(word.begin, word.end - word.begin)).size());
    return before;
}

}  // namespace

std::int64_t letterCount(std::string_view text) {
    return std::ranges::count_if(text, beginsLetter);
}

std::vector<Word> wordsOf(std::string_view sentence) {
    std::vector<Word> words;
    std::int64_t letter = 0;
    bool inside = false;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        if (isSpace(sentence[i])) {
            inside = false;
        } else {
            if (!inside) words.push_back({i, i, letter, letter});
            inside = true;
            words.back().end = i + 1;
            words.back().last = letter + (beginsLetter(sentence[i]) ? 1 : 0);
        }
        letter += beginsLetter(sentence[i]) ? 1 : 0;
    }
    return words;
}

std::string phraseOf(const std::string& sentence, int start, int end) {
    const auto words = wordsOf(sentence);
    if (start < 0 || end > static_cast<int>(words.size())) return {};
    std::string phrase;
    for (int i = start; i < end; ++i) {
        const auto& word = words[static_cast<std::size_t>(i)];
        if (!phrase.empty()) phrase += ' ';
        phrase.append(sentence, word.begin, word.end - word.begin);
    }
    return phrase;
}

std::optional<std::pair<int, int>> wordsAt(std::string_view sentence, std::int64_t first, std::int64_t last) {
    const auto words = wordsOf(sentence);
    int start = -1, end = -1;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i].first < last && words[i].last > first) {
            if (start < 0) start = static_cast<int>(i);
            end = static_cast<int>(i) + 1;
        }
    if (start < 0) return std::nullopt;
    return std::pair{start, end};
}

std::optional<std::pair<int, int>> wordsLike(const std::string& sentence, const std::string& phrase) {
    const auto wanted = text::tokenize(phrase);
    if (wanted.empty()) return std::nullopt;
    const auto words = wordsOf(sentence);
    std::vector<std::vector<std::string>> tokens;
    for (const auto& word : words)
        tokens.push_back(text::tokenize(std::string_view(sentence).substr(word.begin, word.end - word.begin)));
    for (std::size_t start = 0; start < words.size(); ++start) {
        if (tokens[start].empty()) continue;
        std::vector<std::string> found;
        for (std::size_t end = start; end < words.size() && found.size() < wanted.size(); ++end) {
            found.insert(found.end(), tokens[end].begin(), tokens[end].end());
            if (found == wanted) return std::pair{static_cast<int>(start), static_cast<int>(end) + 1};
        }
    }
    return std::nullopt;
}

std::string sentenceKey(const std::string& sentence) {
    return fmt::format("{}", fmt::join(text::tokenize(sentence), " "));
}

std::optional<std::pair<int, int>> sameWords(const std::string& from, int start, int end, const std::string& to) {
    const auto fromWords = wordsOf(from), toWords = wordsOf(to);
    if (start < 0 || end <= start || end > static_cast<int>(fromWords.size())) return std::nullopt;
    if (from == to) return std::pair{start, end};
    const auto fromTokens = tokensBefore(from, fromWords), toTokens = tokensBefore(to, toWords);
    const auto first = fromTokens[static_cast<std::size_t>(start)], last = fromTokens[static_cast<std::size_t>(end)];
    if (first == last) return std::nullopt;  // punctuation alone
    // The last word with so many tokens before it is the one that holds the next.
    const auto begin = std::ranges::upper_bound(toTokens, first) - toTokens.begin() - 1;
    const auto stop = std::ranges::lower_bound(toTokens, last) - toTokens.begin();
    if (stop >= static_cast<std::ptrdiff_t>(toTokens.size()) || toTokens[static_cast<std::size_t>(begin)] != first ||
        toTokens[static_cast<std::size_t>(stop)] != last)
        return std::nullopt;
    return std::pair{static_cast<int>(begin), static_cast<int>(stop)};
}

}  // namespace legenda::data::regions
