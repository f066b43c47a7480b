// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace legenda::metrics {

// METEOR 1.5's table of phrases that mean the same (paraphrase-en.gz: three lines per entry, probability, phrase,
// paraphrase; the probability is not used). Only the entries whose words all occur in the given texts are kept.
class Paraphrases {
 public:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    // The paraphrases of a phrase: the words of the phrase, and those of each paraphrase in the table's order.
    struct Found {
        std::size_t words = 0;
        std::span<const std::uint32_t> paraphrase;
    };
    using NumberOf = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;

    // Io: a file that cannot be read; BadInput: one that ends within an entry.
    static base::Result<Paraphrases> read(const std::filesystem::path& file, const NumberOf& words);

    // Of the phrases that begin at `sentence`'s first word, the shortest first.
    std::vector<Found> startingAt(std::span<const std::uint32_t> sentence) const;

 private:
    struct Node {
        std::unordered_map<std::uint32_t, std::uint32_t> next;
        std::vector<std::uint32_t> paraphrases;
    };
    void add(std::span<const std::uint32_t> phrase, std::vector<std::uint32_t> paraphrase);

    std::vector<Node> nodes_{Node{}};
    std::vector<std::vector<std::uint32_t>> paraphrases_;
};

}  // namespace legenda::metrics
