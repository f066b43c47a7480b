// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace legenda::metrics {

// Words of a test sentence and of a reference that a module of METEOR takes for the same.
struct MeteorMatch {
    std::size_t reference = 0, test = 0;  // places of the first
    std::size_t module = 0;
    std::size_t referenceWords = 1, testWords = 1;
};

struct MeteorAlignment {
    std::vector<MeteorMatch> matches;  // by place in the reference; no word twice
    int chunks = 0;                    // runs of matches that are neighbours in both sentences
};

// Chooses among all matches as METEOR 1.5 does: what is unambiguous is taken, the rest found by a beam search over the
// reference's words that prefers most matches (by the modules' weights, each sum cut to a whole number as there), then
// fewest chunks, then the least sum of distances. candidates: of each word of the reference, in the modules' order.
MeteorAlignment alignMeteor(const std::vector<std::vector<MeteorMatch>>& candidates, std::size_t testWords,
                            const std::vector<double>& weights);

}  // namespace legenda::metrics
