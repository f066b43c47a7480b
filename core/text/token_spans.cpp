// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_spans.h"

#include "core/text/tokenizer.h"

#include <sstream>

namespace legenda::text {

std::vector<std::pair<int, int>> tokenSpansOfWords(const std::string& sentence) {
    std::vector<std::pair<int, int>> spans;
    std::istringstream words(sentence);
    int next = 0;
    for (std::string word; words >> word;) {
        const int count = static_cast<int>(tokenize(word).size());
        spans.emplace_back(next, next + count);
        next += count;
    }
    return spans;
}

}  // namespace legenda::text
