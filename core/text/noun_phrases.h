// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace legenda::text {

// The noun phrases of an English caption, as Flickr30k Entities marks what a sentence mentions: words [start, end) of
// the sentence split at spaces, in order, none overlapping. By rules over determiners and lists of function words and
// verbs of captions; an unknown word counts as a noun or adjective. Against the phrases of Entities on Flickr8k dev
// (1,000 images, 15,801 phrases): precision 91.9 %, recall 92.7 %, both ends exact (tests/bench/bench_phrases).
std::vector<std::pair<int, int>> nounPhrases(const std::string& sentence);

}  // namespace legenda::text
