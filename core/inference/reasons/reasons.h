// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/picture.h"
#include "core/model/alignment_result.h"
#include "core/model/captioner.h"

#include <optional>
#include <string>
#include <vector>

namespace legenda::inference {

// A box of an image that is covered, to see what hangs on it.
struct CoverRequest {
    base::Box cover;
    std::optional<base::Box> described = {};  // whose caption; none: the whole image's
    std::string sentence = {};                // to be aligned; empty: none is
    double beta = model::kDefaultBeta;
    // Covers the pixels by the picture's mean colour and looks at the picture again; else hides the cells of the kept
    // feature maps, which costs no look.
    bool exact = false;
    model::DecodeOptions options = {};  // rerank and classes take no part
};

struct CoverAnswer {
    model::Caption shown, covered;                                // the best captions without and with the cover
    model::ScoredText before, after;                              // the words of the first, without and with the cover
    std::vector<bool> gone;                                       // words of `shown` that `covered` does not say
    std::optional<model::Alignment> alignment, coveredAlignment;  // of the sentence, on the same regions
};

// The words of one caption that another one does not say, each as often as it says it less.
std::vector<bool> wordsGone(const model::Caption& shown, const model::Caption& covered);

// The picture with the box, in full-size pixels, filled with its mean colour.
base::Picture coverPixels(base::Picture picture, const base::Box& box);

// A text with its probability to the model in use, and where it looked.
struct ReasonedText {
    model::ScoredText text;
    std::vector<base::Box> regions;  // of the attention weights; empty without attention
};

}  // namespace legenda::inference
