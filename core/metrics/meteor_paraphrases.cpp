// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor_paraphrases.h"

#include "core/base/gzip_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace legenda::metrics {

namespace {

// False where a word does not occur.
bool numbersOf(std::string_view phrase, const Paraphrases::NumberOf& words, std::vector<std::uint32_t>& numbers) {
    numbers.clear();
    for (std::size_t begin = 0; (begin = phrase.find_first_not_of(" \t\r", begin)) != std::string_view::npos;) {
        const auto end = std::min(phrase.find_first_of(" \t\r", begin), phrase.size());
        const auto found = words.find(phrase.substr(begin, end - begin));
        if (found == words.end()) return false;
        numbers.push_back(found->second);
        begin = end;
    }
    return !numbers.empty();
}

}  // namespace

base::Result<Paraphrases> Paraphrases::read(const std::filesystem::path& file, const NumberOf& words) {
    base::GzipLines lines(file);
    if (!lines.opened()) return base::fail(base::ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
    Paraphrases table;
    std::vector<std::uint32_t> phrase, paraphrase;
    while (lines.next()) {
        const auto first = lines.next();
        const bool known = first && numbersOf(*first, words, phrase);
        const auto second = first ? lines.next() : std::nullopt;
        if (!second && !lines.failed())
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{}: the last entry is not whole; each has three lines, probability, phrase "
                                          "and paraphrase.",
                                          file.string()));
        if (second && known && numbersOf(*second, words, paraphrase)) table.add(phrase, paraphrase);
    }
    if (lines.failed())
        return base::fail(base::ErrorCode::Io, fmt::format("{} cannot be read to its end.", file.string()));
    return table;
}

void Paraphrases::add(std::span<const std::uint32_t> phrase, std::vector<std::uint32_t> paraphrase) {
    std::uint32_t node = 0;
    for (const auto word : phrase) {
        const auto [found, added] = nodes_[node].next.try_emplace(word, static_cast<std::uint32_t>(nodes_.size()));
        node = found->second;
        if (added) nodes_.emplace_back();
    }
    nodes_[node].paraphrases.push_back(static_cast<std::uint32_t>(paraphrases_.size()));
    paraphrases_.push_back(std::move(paraphrase));
}

std::vector<Paraphrases::Found> Paraphrases::startingAt(std::span<const std::uint32_t> sentence) const {
    std::vector<Found> found;
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        const auto next = nodes_[node].next.find(sentence[i]);
        if (next == nodes_[node].next.end()) break;
        node = next->second;
        for (const auto paraphrase : nodes_[node].paraphrases) found.push_back({i + 1, paraphrases_[paraphrase]});
    }
    return found;
}

}  // namespace legenda::metrics
