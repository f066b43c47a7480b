// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ranks.h"

#include <algorithm>
#include <limits>

namespace legenda::model {

std::vector<int> annotationRanks(const base::Matrix& scores, std::span<const int> imageOf) {
    std::vector<int> ranks;
    for (std::size_t image = 0; image < scores.rows; ++image) {
        const auto row = scores.row(image);
        float own = -std::numeric_limits<float>::infinity();
        bool any = false;
        for (std::size_t l = 0; l < row.size(); ++l)
            if (imageOf[l] == static_cast<int>(image)) {
                own = std::max(own, row[l]);
                any = true;
            }
        if (!any) continue;
        int rank = 1;
        for (std::size_t l = 0; l < row.size(); ++l)
            if (imageOf[l] != static_cast<int>(image) && row[l] >= own) ++rank;
        ranks.push_back(rank);
    }
    return ranks;
}

std::vector<int> searchRanks(const base::Matrix& scores, std::span<const int> imageOf) {
    std::vector<int> ranks(scores.cols, 1);
    for (std::size_t image = 0; image < scores.rows; ++image) {
        const auto row = scores.row(image);
        for (std::size_t l = 0; l < row.size(); ++l) {
            const auto own = static_cast<std::size_t>(imageOf[l]);
            if (own != image && row[l] >= scores(own, l)) ++ranks[l];
        }
    }
    return ranks;
}

RankFigures rankFigures(std::vector<int> ranks) {
    RankFigures figures;
    if (ranks.empty()) return figures;
    const auto count = static_cast<double>(ranks.size());
    const auto within = [&](int most) {
        return 100.0 *
               static_cast<double>(
                   std::count_if(ranks.begin(), ranks.end(), [most](int rank) { return rank <= most; })) /
               count;
    };
    figures.r1 = within(1);
    figures.r5 = within(5);
    figures.r10 = within(10);
    std::sort(ranks.begin(), ranks.end());
    const std::size_t middle = ranks.size() / 2;
    figures.medianRank = ranks.size() % 2 == 1 ? ranks[middle] : (ranks[middle - 1] + ranks[middle]) / 2.0;
    return figures;
}

}  // namespace legenda::model
