// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::metrics {

using Tokens = std::vector<std::string>;

// One thing to be scored: what was said of it, and what people say.
struct CaptionItem {
    Tokens hypothesis;
    std::vector<Tokens> references;
};

// A run of one to four words as word numbers from 1; unused places are 0.
using NGram = std::array<std::uint32_t, 4>;

struct NGramHash {
    std::size_t operator()(const NGram& g) const {
        std::uint64_t h = 0x9e3779b97f4a7c15ull;
        for (auto word : g) h = (h ^ word) * 0xff51afd7ed558ccdull, h ^= h >> 32;
        return static_cast<std::size_t>(h);
    }
};

using NGramCounts = std::unordered_map<NGram, int, NGramHash>;

// Gives each distinct word a number, so that n-grams are compared without touching strings.
class WordNumbers {
 public:
    std::vector<std::uint32_t> numbers(const Tokens& tokens) {
        std::vector<std::uint32_t> out;
        out.reserve(tokens.size());
        for (const auto& token : tokens)
            out.push_back(known_.emplace(token, static_cast<std::uint32_t>(known_.size() + 1)).first->second);
        return out;
    }

 private:
    std::unordered_map<std::string, std::uint32_t> known_;
};

// Counts of all n-grams of length 1 to 4.
inline NGramCounts countNGrams(const std::vector<std::uint32_t>& words) {
    NGramCounts counts;
    counts.reserve(words.size() * 4);
    for (std::size_t start = 0; start < words.size(); ++start) {
        NGram gram{};
        for (std::size_t n = 0; n < 4 && start + n < words.size(); ++n) {
            gram[n] = words[start + n];
            ++counts[gram];
        }
    }
    return counts;
}

inline int lengthOf(const NGram& gram) {
    int length = 0;
    while (length < 4 && gram[static_cast<std::size_t>(length)] != 0) ++length;
    return length;
}

}  // namespace legenda::metrics
