// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace legenda::text {

// Flickr30k Entities counts words separated by spaces, while tokenize() drops characters. For each word separated by
// spaces: its tokens [begin, end) in tokenize(sentence) (none for a full stop).
std::vector<std::pair<int, int>> tokenSpansOfWords(const std::string& sentence);

}  // namespace legenda::text
