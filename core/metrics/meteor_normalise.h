// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace legenda::metrics {

// Abbreviations whose full stop belongs to the word; true: only before a number.
using Prefixes = std::unordered_map<std::string, bool>;

// METEOR 1.5's own tokenisation of English (option -norm, punctuation kept) and lower case: words apart by single
// spaces. "dog 's" becomes "dog ' s", "t-shirt" becomes "t shirt". UTF-8; letters are Latin and Cyrillic.
std::string meteorNormalised(std::string_view line, const Prefixes& prefixes);

}  // namespace legenda::metrics
