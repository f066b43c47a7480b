// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/alignment_result.h"

namespace legenda::model {

void decodeSegments(Alignment& alignment, double beta) {
    const std::size_t tokens = alignment.tokens.size();
    std::vector<std::size_t> places;  // of the known words
    for (std::size_t t = 0; t < tokens; ++t)
        if (alignment.known[t]) places.push_back(t);

    alignment.beta = beta;
    alignment.assignment.assign(tokens, -1);
    alignment.wordScores.assign(tokens, 0);
    alignment.segments.clear();
    if (places.empty() || alignment.scores.cols == 0) return;

    base::Matrix chain(places.size(), alignment.scores.cols);
    for (std::size_t j = 0; j < places.size(); ++j) {
        const auto row = alignment.scores.row(places[j]);
        std::copy(row.begin(), row.end(), chain.row(j).begin());
    }
    const auto regions = decodeChain(chain, beta * alignment.spread);
    for (std::size_t j = 0; j < places.size(); ++j) {
        const std::size_t place = places[j];
        const int region = regions[j];
        const double score = chain(j, static_cast<std::size_t>(region));
        alignment.assignment[place] = region;
        alignment.wordScores[place] = score;
        const bool continues = j > 0 && regions[j - 1] == region;
        if (continues) {
            for (std::size_t between = places[j - 1] + 1; between < place; ++between)
                alignment.assignment[between] = region;
        } else {
            alignment.segments.push_back({region, static_cast<int>(place), 0, {}, 0});
        }
        auto& segment = alignment.segments.back();
        segment.end = static_cast<int>(place) + 1;
        segment.score += score;
    }
    for (auto& segment : alignment.segments) {
        for (int t = segment.start; t < segment.end; ++t) {
            if (t > segment.start) segment.text += ' ';
            segment.text += alignment.tokens[static_cast<std::size_t>(t)];
        }
    }
}

}  // namespace legenda::model
