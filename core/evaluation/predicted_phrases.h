// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/predictions/records.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace legenda::evaluation {

// A sentence's tokens, one space between them: the same however it is punctuated.
std::string sentenceTokens(const std::string& sentence);

// The predicted phrases of one image in a set, to be found by sentence and words.
class PredictedPhrases {
 public:
    explicit PredictedPhrases(std::vector<store::PredictionItem> items);
    PredictedPhrases(const PredictedPhrases&) = delete;
    PredictedPhrases& operator=(const PredictedPhrases&) = delete;

    const store::PredictionItem* skipped() const { return skipped_; }  // why there are none; null: there are
    // The prediction for words [start, end) of a sentence (split at spaces) that read `text`: by sentence and words
    // whatever case and punctuation, else of those without a sentence by the text. It has no box where the system found
    // none. Null: there is no prediction. A sentence that is there twice is paired in order; the last one stands for
    // all that follow.
    const store::PredictionItem* take(const std::string& sentence, int start, int end, const std::string& text);

 private:
    std::vector<store::PredictionItem> items_;
    const store::PredictionItem* skipped_ = nullptr;
    std::map<std::string, std::deque<const store::PredictionItem*>> byWords_, byText_;
};

}  // namespace legenda::evaluation
