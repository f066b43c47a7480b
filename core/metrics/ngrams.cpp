// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ngrams.h"

#include <algorithm>

namespace legenda::metrics {

namespace {

constexpr std::size_t kLongest = 4;

std::size_t placeOf(std::uint64_t key, std::size_t size) {
    key *= 0x9e3779b97f4a7c15ull;
    return static_cast<std::size_t>(key ^ (key >> 32)) & (size - 1);
}

}  // namespace

NGramNumbers NGramNumbers::above(const NGramNumbers& base) {
    NGramNumbers numbers;
    numbers.base_ = &base;
    numbers.firstWord_ = base.firstWord_ + static_cast<std::uint32_t>(base.words_.size());
    numbers.firstGram_ = base.size();
    return numbers;
}

std::uint32_t NGramNumbers::word(const std::string& token) {
    if (base_ != nullptr)
        if (const auto found = base_->words_.find(token); found != base_->words_.end()) return found->second;
    return words_.emplace(token, firstWord_ + static_cast<std::uint32_t>(words_.size())).first->second;
}

std::int64_t NGramNumbers::find(std::uint64_t key) const {
    if (keys_.empty()) return -1;
    for (std::size_t at = placeOf(key, keys_.size());; at = (at + 1) & (keys_.size() - 1)) {
        if (keys_[at] == key) return values_[at];
        if (keys_[at] == 0) return -1;
    }
}

void NGramNumbers::insert(std::uint64_t key, std::uint32_t number) {
    std::size_t at = placeOf(key, keys_.size());
    while (keys_[at] != 0) at = (at + 1) & (keys_.size() - 1);
    keys_[at] = key;
    values_[at] = number;
}

void NGramNumbers::grow() {
    const auto keys = std::move(keys_);
    const auto values = std::move(values_);
    const std::size_t size = std::max<std::size_t>(256, 4 * keys.size());
    keys_.assign(size, 0);
    values_.assign(size, 0);
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i] != 0) insert(keys[i], values[i]);
}

std::uint32_t NGramNumbers::gram(std::uint64_t key, int length) {
    if (base_ != nullptr)
        if (const auto found = base_->find(key); found >= 0) return static_cast<std::uint32_t>(found);
    if (const auto found = find(key); found >= 0) return static_cast<std::uint32_t>(found);
    if (2 * lengths_.size() >= keys_.size()) grow();
    const std::uint32_t number = size();
    insert(key, number);
    lengths_.push_back(static_cast<std::uint8_t>(length));
    return number;
}

int NGramNumbers::length(std::uint32_t gram) const {
    return gram < firstGram_ ? base_->length(gram) : lengths_[gram - firstGram_];
}

NumberedSentence NGramNumbers::sentence(const Tokens& tokens) {
    NumberedSentence sentence;
    sentence.words.reserve(tokens.size());
    for (const auto& token : tokens) sentence.words.push_back(word(token));
    std::vector<std::uint32_t> all;
    all.reserve(kLongest * tokens.size());
    for (std::size_t start = 0; start < sentence.words.size(); ++start) {
        std::uint64_t beginning = 0;
        for (std::size_t n = 0; n < kLongest && start + n < sentence.words.size(); ++n) {
            all.push_back(gram(beginning << 32 | sentence.words[start + n], static_cast<int>(n) + 1));
            beginning = all.back() + std::uint64_t{1};
        }
    }
    std::ranges::sort(all);
    sentence.grams.reserve(all.size());
    for (const auto number : all) {
        if (sentence.grams.empty() || sentence.grams.back().number != number) sentence.grams.push_back({number, 0});
        ++sentence.grams.back().count;
    }
    return sentence;
}

NumberedItems numbered(const std::vector<CaptionItem>& items) {
    NumberedItems all;
    for (const auto& item : items) {
        all.hypotheses.push_back(all.numbers.sentence(item.hypothesis));
        auto& own = all.references.emplace_back();
        for (const auto& reference : item.references) own.push_back(all.numbers.sentence(reference));
    }
    return all;
}

}  // namespace legenda::metrics
