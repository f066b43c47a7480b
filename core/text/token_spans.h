// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace legenda::text {

// Flickr30k Entities counts words at spaces, tokenize() drops characters. For each word of the sentence at spaces: the
// tokens [begin, end) of tokenize(sentence) that it becomes (none for a full stop).
std::vector<std::pair<int, int>> tokenSpansOfWords(const std::string& sentence);

}  // namespace legenda::text
