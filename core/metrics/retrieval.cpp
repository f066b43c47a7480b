// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/retrieval.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::metrics {

RecallFigures recallFigures(std::vector<long> ranks) {
    RecallFigures figures;
    if (ranks.empty()) return figures;
    std::sort(ranks.begin(), ranks.end());
    const auto percentWithin = [&](long most) {
        const auto within = std::upper_bound(ranks.begin(), ranks.end(), most) - ranks.begin();
        return 100.0 * static_cast<double>(within) / static_cast<double>(ranks.size());
    };
    figures.r1 = percentWithin(1);
    figures.r5 = percentWithin(5);
    figures.r10 = percentWithin(10);
    const auto middle = ranks.size() / 2;
    figures.medianRank = static_cast<double>(ranks[middle]);
    if (ranks.size() % 2 == 0) figures.medianRank = (figures.medianRank + static_cast<double>(ranks[middle - 1])) / 2;
    return figures;
}

std::vector<long> annotationRanks(const base::Matrix& scores, const std::vector<int>& owner) {
    std::vector<long> ranks;
    for (std::size_t image = 0; image < scores.rows; ++image) {
        const auto row = scores.row(image);
        float best = -std::numeric_limits<float>::infinity();
        bool any = false;
        for (std::size_t s = 0; s < row.size(); ++s)
            if (owner[s] == static_cast<int>(image)) best = std::max(best, row[s]), any = true;
        if (!any) continue;
        long rank = 1;
        // "Not less" rather than "at least": NaN scores count against the model too.
        for (std::size_t s = 0; s < row.size(); ++s)
            if (owner[s] != static_cast<int>(image) && !(row[s] < best)) ++rank;
        ranks.push_back(rank);
    }
    return ranks;
}

std::vector<long> searchRanks(const base::Matrix& scores, const std::vector<int>& owner) {
    std::vector<long> ranks(scores.cols, 1);
    for (std::size_t image = 0; image < scores.rows; ++image) {
        const auto row = scores.row(image);
        for (std::size_t s = 0; s < row.size(); ++s) {
            const auto own = static_cast<std::size_t>(owner[s]);
            if (own != image && !(row[s] < scores(own, s))) ++ranks[s];
        }
    }
    return ranks;
}

RetrievalFigures retrievalFigures(const base::Matrix& scores, const std::vector<int>& owner) {
    return {recallFigures(annotationRanks(scores, owner)), recallFigures(searchRanks(scores, owner))};
}

void standardise(base::Matrix& scores) {
    double sum = 0, squares = 0, count = 0;
    for (const float value : scores.data)
        if (std::isfinite(value)) sum += value, ++count;
    if (count == 0) return;
    const double mean = sum / count;
    for (const float value : scores.data)
        if (std::isfinite(value)) squares += (value - mean) * (value - mean);
    const double deviation = squares > 0 ? std::sqrt(squares / count) : 1;
    for (float& value : scores.data)
        if (std::isfinite(value)) value = static_cast<float>((value - mean) / deviation);
}

}  // namespace legenda::metrics
