// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment_result.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace legenda::evaluation {

// What a set says of one image, as it is shown. Of a set's kind only one list has anything.
struct ImagePredictions {
    struct Caption {
        std::string text;
        std::optional<double> logProb;
    };
    struct Phrase {
        std::string sentence;    // empty: the set knows none
        int start = 0, end = 0;  // words [start, end) of the sentence split at spaces
        std::string text;
        std::vector<store::PredictedBox> boxes;  // the best is store::bestBox()'s, at `best`; none: none was found
        std::size_t best = 0;
    };
    struct Region {
        std::optional<store::PredictedBox> box;  // none: the whole image
        std::string text;
    };

    store::PredictionSetRecord set;
    std::int64_t image = 0;
    std::string skipped;  // why the system has none for this image; empty: it has, or does not say
    std::vector<Caption> captions;
    std::vector<Phrase> phrases;
    std::vector<Region> regions;
    // With all scores where the set has them, so that model::decodeSegments() can be asked: `spread`, of which beta is
    // a multiple, is then the standard deviation of these. Else `scores` is empty.
    std::vector<model::Alignment> alignments;
};

// The runs of tokens that are assigned to one region, each with the sum of its words' scores.
std::vector<model::Segment> assignedSegments(const model::Alignment& alignment);

// Errors: BadInput, the project has no such set or image.
base::Result<ImagePredictions> imagePredictions(const store::ProjectStore& project, const std::string& set,
                                                std::int64_t image);

}  // namespace legenda::evaluation
