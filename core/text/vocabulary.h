// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::text {

// The known words of a model, numbered from 1; 0 is START as an input and END as a target. Built from training
// sentences alone.
class Vocabulary {
 public:
    static constexpr int kEnd = 0;

    Vocabulary() = default;
    explicit Vocabulary(std::vector<std::string> words);  // words[0] gets number 1
    // Words seen at least minCount times, most frequent first, ties in byte order.
    static Vocabulary fromSentences(const std::vector<std::vector<std::string>>& sentences, int minCount = 5);

    int size() const { return static_cast<int>(words_.size()) + 1; }  // START/END included
    std::optional<int> find(const std::string& word) const;
    const std::string& word(int number) const { return words_.at(static_cast<std::size_t>(number) - 1); }
    const std::vector<std::string>& words() const { return words_; }
    // Numbers of the known tokens, unknown ones skipped.
    std::vector<int> encode(const std::vector<std::string>& tokens) const;

 private:
    std::vector<std::string> words_;
    std::unordered_map<std::string, int> numbers_;
};

}  // namespace legenda::text
