// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace legenda::ui {

// Whether two sentences, given as words, are the same but for case, punctuation and where their words are divided.
bool sameSentence(const std::vector<std::string>& a, const std::vector<std::string>& b);

// For each word of a sentence the word of the other that it begins in; -1: it has no letter, or the sentences differ.
std::vector<int> sameWords(const std::vector<std::string>& from, const std::vector<std::string>& to);

// The parts of a sentence between spaces.
std::vector<std::string> wordsBetweenSpaces(const std::string& sentence);

}  // namespace legenda::ui
