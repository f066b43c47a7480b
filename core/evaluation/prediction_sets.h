// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/common.h"
#include "core/evaluation/grounding_file.h"
#include "core/evaluation/region_items.h"
#include "core/evaluation/retrieval_file.h"

#include <map>
#include <string>
#include <vector>

// The predictions that --from names as a set of the project, as the tasks take those of a file. A set may hold other
// splits too; what it lacks of this one is BadInput, which names the set and the image, as a file of another kind is.
namespace legenda::evaluation {

// The caption of each image: the one of several with the highest log-probability, the first where they have none.
base::Result<std::vector<std::string>> captionsOfSet(const Evaluation& evaluation,
                                                     const std::vector<store::ImageRecord>& images);

// Fills in the boxes of `phrases`, which are in the order of `images`. A phrase is found by its sentence and words,
// also where case and punctuation differ, else (of a set that knows no sentences) by its text. Returns the images that
// the set leaves out, with the reasons.
base::Result<std::map<std::string, std::string>> phrasesOfSet(const Evaluation& evaluation,
                                                              const std::vector<store::ImageRecord>& images,
                                                              std::vector<GroundedPhrase>& phrases);

// The text of each item: of the box at its place, rounded to pixels.
base::Result<std::vector<std::string>> regionTextsOfSet(const Evaluation& evaluation, const RegionItems& items);

// sentences: of each image, which are those of the import.
base::Result<RetrievalScores> scoresOfSet(const Evaluation& evaluation, const std::vector<store::ImageRecord>& images,
                                          const std::vector<std::vector<std::string>>& sentences);

// "a.jpg 10,20,30,40": by which captions of boxes are found.
std::string roundedPlace(const std::string& image, const base::Box& box);

}  // namespace legenda::evaluation
