// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/caption_item.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::metrics {

struct CountedNGram {
    std::uint32_t number = 0;  // of the n-gram
    int count = 0;
};

// A sentence as numbers: its words, and its distinct n-grams of length 1 to 4 by rising number.
struct NumberedSentence {
    std::vector<std::uint32_t> words;
    std::vector<CountedNGram> grams;
};

// Numbers each distinct word and each distinct n-gram of up to four words, so that sentences are compared without
// strings. An n-gram is identified by its prefix and its last word.
class NGramNumbers {
 public:
    NGramNumbers() = default;
    // Extends `base`, which must not change meanwhile: new words and n-grams get higher numbers.
    static NGramNumbers above(const NGramNumbers& base);

    NumberedSentence sentence(const Tokens& tokens);
    int length(std::uint32_t gram) const;  // in words
    std::uint32_t size() const { return firstGram_ + static_cast<std::uint32_t>(lengths_.size()); }

 private:
    std::uint32_t word(const std::string& token);
    std::uint32_t gram(std::uint64_t key, int length);
    std::int64_t find(std::uint64_t key) const;  // -1: unknown
    void insert(std::uint64_t key, std::uint32_t number);
    void grow();

    const NGramNumbers* base_ = nullptr;
    std::uint32_t firstWord_ = 1, firstGram_ = 0;
    std::unordered_map<std::string, std::uint32_t> words_;
    std::vector<std::uint8_t> lengths_;  // of each n-gram
    // Open addressing: prefix and last word; 0: empty slot.
    std::vector<std::uint64_t> keys_;
    std::vector<std::uint32_t> values_;
};

// The scored items, as numbers of one table.
struct NumberedItems {
    NGramNumbers numbers;
    std::vector<NumberedSentence> hypotheses;
    std::vector<std::vector<NumberedSentence>> references;
};
NumberedItems numbered(const std::vector<CaptionItem>& items);

// Calls back with the counts in `a` and `b` of each n-gram that both hold. Both by rising number.
template <class Callback>
void eachShared(const std::vector<CountedNGram>& a, const std::vector<CountedNGram>& b, Callback&& call) {
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i].number == b[j].number)
            call(i++, j++);
        else
            a[i].number < b[j].number ? ++i : ++j;
    }
}

}  // namespace legenda::metrics
