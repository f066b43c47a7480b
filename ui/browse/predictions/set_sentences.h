// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/predictions.h"

#include <vector>

namespace legenda::ui {

// A sentence of a prediction set with its words aligned with boxes, as the picture and the line below show it.
struct SetSentence {
    model::Alignment alignment;
    bool scored = false;  // its words, or phrases, have scores
    // Of phrases, by region of the alignment: the phrase's boxes after the best. Empty: the set is of alignments.
    std::vector<std::vector<store::PredictedBox>> further;

    bool ofPhrases() const { return !further.empty(); }
    // All words have scores with all regions: the alignment can be decoded for another beta.
    bool decodable() const { return !alignment.scores.data.empty(); }
};

// Those of alignments as the set gives them; phrases gathered by their sentences, where each phrase is a segment and
// its best box the region. A phrase whose sentence is not said is a sentence of its own. Others kinds have none.
std::vector<SetSentence> sentencesOf(const evaluation::ImagePredictions& predictions);

}  // namespace legenda::ui
