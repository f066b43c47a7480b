// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace legenda::text {

// For each token of an English sentence (text::tokenize) whether it is a content word: a noun, verb, adjective, adverb
// or number. The others are articles and other determiners, pronouns, prepositions, conjunctions, auxiliary verbs and
// degree words, by a list of these closed classes; "front" in "in front of" and the like count as prepositions. An
// unknown word is a content word.
std::vector<bool> contentWords(const std::vector<std::string>& tokens);

}  // namespace legenda::text
