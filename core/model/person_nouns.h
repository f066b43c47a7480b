// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/aligner.h"
#include "core/model/captioner.h"

#include <functional>
#include <string>
#include <vector>

namespace legenda::model {

// The image-sentence score of sentences with one image, in units of the alignment model's spread.
using SentenceScores = std::function<std::vector<double>(const std::vector<std::string>&)>;

// Checks each "man", "woman", "boy" and "girl" of the captions, singular or plural, against the image: the sentence
// with each of the four in its place is scored. Where the best leads the next by the margin the caption says the best;
// else it backs off to "person" for a man or woman and to "child" for a boy or girl, of the noun that it had. Words
// keep their log-probabilities. A caption that has become another's is left out; the order stays.
void settlePersonNouns(std::vector<Caption>& captions, const SentenceScores& scores, double margin);
// By an alignment model. regions v [R, h] and frame g [1, g] of the image.
void settlePersonNouns(std::vector<Caption>& captions, const Aligner& aligner, const base::Matrix& regions,
                       const base::Matrix& frame, double margin);

}  // namespace legenda::model
