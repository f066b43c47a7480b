// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/vocabulary.h"
#include "core/trainers/training_data.h"

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::trainers {

// For the end-of-sentence constraint of a caption model: the word numbers that end fewer than `share` of the texts they
// occur in, of the words seen at least 20 times. Each text is a list of tokens.
std::vector<int> neverLast(const std::vector<std::vector<std::string>>& texts, const text::Vocabulary& vocabulary,
                           double share);

// The same for sentences and, where boxes have phrases, for the annotators' phrases of at least `minWords` words. A
// sentence may end with nearly any word but an adjective, a phrase with hardly any word but its noun.
inline constexpr double kRarelyLastOfSentences = 0.01, kRarelyLastOfPhrases = 0.05;

// For the bigram constraint: first * vocabulary size + second of all pairs of known words that stand side by side in a
// text, ascending.
std::vector<std::int64_t> seenBigrams(const std::vector<std::vector<std::string>>& texts,
                                      const text::Vocabulary& vocabulary);

// The annotators' phrases of the images, as tokens.
std::vector<std::vector<std::string>> phrasesOf(const std::vector<TrainingImage>& images, std::size_t minWords);

}  // namespace legenda::trainers
