// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"

#include <string>
#include <vector>

namespace legenda::model {

// A segment: consecutive words that are assigned to one region, tokens [start, end).
struct Segment {
    int region = 0;
    int start = 0;
    int end = 0;
    std::string text;
    double score = 0;  // sum of its words' scores
};

// The default coupling, in units of a checkpoint's score spread. On the captions of Flickr8K dev it
// cuts a sentence into 3.4 segments of 3.1 words, about one a noun phrase; 0.5 leaves 44 % of the sentences whole.
inline constexpr double kDefaultBeta = 0.1;

// The Markov random field of the sentence: argmax over a of sum_j scores(j, a_j) + beta sum_j [a_j = a_{j+1}], exact,
// O(T M). scores [T, M] of the known words alone. Ties: lowest region. Returns one region per word.
std::vector<int> decodeChain(const base::Matrix& scores, double beta);

// The smallest beta (a bisection to 1e-3 of the spread) at which the whole sentence is assigned to one region.
double wholeSentenceBeta(const base::Matrix& scores);

}  // namespace legenda::model
