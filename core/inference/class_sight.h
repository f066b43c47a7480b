// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/matrix.h"
#include "core/features/recipe.h"
#include "core/model/alignment_result.h"
#include "core/model/captioner.h"
#include "core/text/class_words.h"
#include "core/text/lexicon.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace legenda::inference {

// What an image classifier of ImageNet's thousand classes sees in the regions of an image, for words that a model does
// not know: a zebra, where no caption of the training data has one.

// A word of a sentence counts as seen where a region shows its class, or classes below it, with this probability or
// more: the sentence has named the thing, so that less will do than for a caption. Below it little more is seen, in
// regions that are less often the right ones; resources/results has the figures.
inline constexpr double kSure = 0.3;
// A caption is made to say a class, or a hypernym of classes, from this probability on. The classifier is far too sure
// of small regions; resources/results has what it says at other thresholds.
inline constexpr double kSureToSay = 0.99;
// The score of a word with a region that shows it for sure, in units of the alignment model's spread: as that of "cat"
// or "camels" with their regions in the demo's photographs (2.7 and 2.5).
inline constexpr double kClassScore = 2.5;
// The sets of words that a caption must say: each doubles the states of the search.
inline constexpr std::size_t kMostClasses = 2;

// The classifier: the shipped backbone as it was trained on ImageNet, before any fine-tuning, on the image at a side at
// which things that fill a third of it have the size that it was trained on.
features::Recipe classifierRecipe();

// The sets of words for a constrained search, of the most probable classes first: the words and plurals of each synset
// that the classifier is sure enough of and its hypernyms, as far as the captioner knows them or, for the synset's own
// words, the lexicon (may be nullptr) reads them as a word that it knows. Without those of which the caption says one
// already, or that an earlier set has. classes [R, 1000]: probabilities.
std::vector<std::vector<model::SayableWord>> wordsToSay(const text::ClassWords& words, const base::Matrix& classes,
                                                        const text::Lexicon* lexicon,
                                                        const std::function<bool(const std::string&)>& knows,
                                                        const model::Caption& caption);

// The tokens of an alignment that its model does not know as themselves and that the classifier sees: their scores with
// the regions, kClassScore times the probability in units of the spread.
std::map<std::size_t, std::vector<float>> classScores(const text::ClassWords& words, const base::Matrix& classes,
                                                      const model::Alignment& alignment);
// Whether there is such a token that the classifier could see.
bool asksForClasses(const text::ClassWords& words, const model::Alignment& alignment);

}  // namespace legenda::inference
