// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include <algorithm>
#include <map>

namespace legenda::text {

Vocabulary::Vocabulary(std::vector<std::string> words) : words_(std::move(words)) {
    numbers_.reserve(words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i) numbers_.emplace(words_[i], static_cast<int>(i) + 1);
}

Vocabulary Vocabulary::fromSentences(const std::vector<std::vector<std::string>>& sentences, int minCount) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& sentence : sentences)
        for (const auto& token : sentence) ++counts[token];
    std::vector<std::pair<std::string, std::int64_t>> kept;
    for (const auto& entry : counts)
        if (entry.second >= minCount) kept.push_back(entry);
    // The map is in byte order already: a stable sort keeps this order among equal counts.
    std::ranges::stable_sort(kept, std::greater<>{}, [](const auto& entry) { return entry.second; });
    std::vector<std::string> words;
    words.reserve(kept.size());
    for (auto& [word, count] : kept) words.push_back(std::move(word));
    return Vocabulary(std::move(words));
}

std::optional<int> Vocabulary::find(const std::string& word) const {
    const auto found = numbers_.find(word);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
}

std::vector<int> Vocabulary::encode(const std::vector<std::string>& tokens) const {
    std::vector<int> numbers;
    numbers.reserve(tokens.size());
    for (const auto& token : tokens)
        if (const auto number = find(token)) numbers.push_back(*number);
    return numbers;
}

}  // namespace legenda::text
