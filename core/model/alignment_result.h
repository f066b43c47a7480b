// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/matrix.h"
#include "core/model/mrf.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace legenda::model {

struct AlignedRegion {
    base::Box box;     // full-size pixels; region 0 is the whole image
    double norm = 0;   // |v_i|
    double score = 0;  // proposal score
};

// The alignment of a sentence with an image: all word-region scores, so that the MRF can be decoded again for another
// beta.
struct Alignment {
    std::string image;  // path below its root
    int width = 0, height = 0;
    std::string sentence;
    std::vector<std::string> tokens;  // as shown to the user
    std::vector<bool> known;          // a token: it or what it is read as is in the vocabulary
    std::vector<std::string> readAs;  // a token: the known word that a lexicon gave for it; empty: the token itself
    int vocabulary = 0;               // the number of words that the model knows; 0: not given
    // A token: its scores are an image classifier's probabilities and not the model's; empty: no token's are.
    std::vector<bool> fromClassifier;
    std::vector<double> wordNorms;  // |s_t|, 0 for unknown tokens
    std::vector<AlignedRegion> regions;
    base::Matrix scores;             // [tokens, regions]: v_i . s_t; zeros for unknown tokens
    double spread = 1;               // standard deviation of v_i . s_t over the dev split, from the checkpoint
    double beta = 0;                 // in units of spread
    double betaFar = 0;              // smallest beta that assigns the whole sentence to one region, in units of spread
    std::vector<int> assignment;     // region a token, -1: none
    std::vector<double> wordScores;  // score of the token with its region, 0 where none
    std::vector<Segment> segments;
    double score = 0;  // S_kl = sum over t of max over i
};

// Decodes the MRF for `beta` (units of spread) and fills beta, assignment, wordScores and segments. Unknown tokens are
// left out of the chain; between two words of one region they belong to its segment. Pure arithmetic: fit for the GUI
// thread.
void decodeSegments(Alignment& alignment, double beta);

// For scores that no checkpoint has a spread of: the spread becomes the standard deviation of those of the known tokens
// (1 where they are all the same), and betaFar follows. Nothing changes where a token has no row of finite scores.
void giveOwnScale(Alignment& alignment);

// Gives tokens an image classifier's scores with the regions, [R] of each token, in place of the model's: they count as
// known and as themselves. The score of the sentence and betaFar follow, and the MRF is decoded again.
void takeClassifierScores(Alignment& alignment, const std::map<std::size_t, std::vector<float>>& scores);

}  // namespace legenda::model
