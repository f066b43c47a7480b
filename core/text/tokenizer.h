// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace legenda::text {

// The product's tokenizer (method, section 1): lower-case, every character that is not a letter, digit or space
// dropped, split on white space. Letters of any script count (UTF-8).
std::vector<std::string> tokenize(std::string_view sentence);

// The tokens that coco-caption's PTB tokenizer leaves after dropping its punctuation list; used for caption metrics.
std::vector<std::string> tokenizePtb(std::string_view sentence);

}  // namespace legenda::text
