// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/phrase_region.h"

#include <algorithm>
#include <map>

namespace legenda::model {

std::vector<int> knownTokens(const std::vector<std::pair<int, int>>& spans, int start, int end,
                             const std::vector<bool>& known) {
    std::vector<int> tokens;
    for (int w = start; w < end && w < static_cast<int>(spans.size()); ++w)
        for (int t = spans[static_cast<std::size_t>(w)].first; t < spans[static_cast<std::size_t>(w)].second; ++t)
            if (t < static_cast<int>(known.size()) && known[static_cast<std::size_t>(t)]) tokens.push_back(t);
    return tokens;
}

int bestRegion(const base::Matrix& scores, const std::vector<int>& words) {
    std::vector<double> sums(scores.cols, 0);
    for (const int word : words)
        for (std::size_t r = 0; r < scores.cols; ++r) sums[r] += scores(static_cast<std::size_t>(word), r);
    // max_element returns the first of equal elements.
    return words.empty() ? 0 : static_cast<int>(std::max_element(sums.begin(), sums.end()) - sums.begin());
}

int majorityRegion(const std::vector<int>& chain, const std::vector<int>& words) {
    std::map<int, int> votes;
    for (const int word : words) ++votes[chain[static_cast<std::size_t>(word)]];
    int best = 0, most = 0;
    for (const auto& [region, count] : votes)
        if (count > most) best = region, most = count;
    return best;
}

}  // namespace legenda::model
