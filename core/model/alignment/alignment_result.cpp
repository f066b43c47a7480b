// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/alignment_result.h"

#include <algorithm>
#include <cmath>

namespace legenda::model {

namespace {

std::vector<std::size_t> placesOfKnown(const Alignment& alignment) {
    std::vector<std::size_t> places;
    for (std::size_t t = 0; t < alignment.tokens.size(); ++t)
        if (alignment.known[t]) places.push_back(t);
    return places;
}

base::Matrix knownScores(const Alignment& alignment, const std::vector<std::size_t>& places) {
    base::Matrix chain(places.size(), alignment.scores.cols);
    for (std::size_t j = 0; j < places.size(); ++j)
        std::ranges::copy(alignment.scores.row(places[j]), chain.row(j).begin());
    return chain;
}

}  // namespace

void decodeSegments(Alignment& alignment, double beta) {
    const std::size_t tokens = alignment.tokens.size();
    const auto places = placesOfKnown(alignment);

    alignment.beta = beta;
    alignment.assignment.assign(tokens, -1);
    alignment.wordScores.assign(tokens, 0);
    alignment.segments.clear();
    if (places.empty() || alignment.scores.cols == 0) return;

    const base::Matrix chain = knownScores(alignment, places);
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

void giveOwnScale(Alignment& alignment) {
    if (alignment.scores.rows != alignment.tokens.size() || alignment.scores.cols == 0) return;
    const base::Matrix known = knownScores(alignment, placesOfKnown(alignment));
    if (known.data.empty()) return;
    double sum = 0, squares = 0;
    for (const float score : known.data) {
        sum += static_cast<double>(score);
        squares += static_cast<double>(score) * static_cast<double>(score);
    }
    if (!std::isfinite(squares)) return;
    const auto count = static_cast<double>(known.data.size());
    const double spread = std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count)));
    alignment.spread = spread > 0 ? spread : 1;
    alignment.betaFar = wholeSentenceBeta(known) / alignment.spread;
}

void takeClassifierScores(Alignment& alignment, const std::map<std::size_t, std::vector<float>>& scores) {
    if (scores.empty() || alignment.scores.cols == 0) return;
    alignment.fromClassifier.resize(alignment.tokens.size(), false);
    alignment.readAs.resize(alignment.tokens.size());
    alignment.wordNorms.resize(alignment.tokens.size(), 0);
    double change = 0;
    for (const auto& [token, own] : scores) {
        auto row = alignment.scores.row(token);
        if (alignment.known[token]) change -= static_cast<double>(std::ranges::max(row));
        std::ranges::copy(own, row.begin());
        change += static_cast<double>(std::ranges::max(row));
        alignment.known[token] = true;
        alignment.readAs[token].clear();
        alignment.wordNorms[token] = 0;
        alignment.fromClassifier[token] = true;
    }
    alignment.score = std::isfinite(alignment.score) ? alignment.score + change : change;
    alignment.betaFar = wholeSentenceBeta(knownScores(alignment, placesOfKnown(alignment))) / alignment.spread;
    decodeSegments(alignment, alignment.beta);
}

}  // namespace legenda::model
