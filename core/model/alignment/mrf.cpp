// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mrf.h"

#include <algorithm>
#include <cmath>

namespace legenda::model {

namespace {

std::size_t best(const std::vector<double>& values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

bool oneRegion(const std::vector<int>& assignment) {
    return std::all_of(assignment.begin(), assignment.end(), [&](int region) { return region == assignment.front(); });
}

}  // namespace

std::vector<int> decodeChain(const base::Matrix& scores, double beta) {
    const std::size_t words = scores.rows, regions = scores.cols;
    if (words == 0 || regions == 0) return std::vector<int>(words, -1);
    // From the last word backwards, so that the walk forward below picks the lowest region among equals.
    // value[i] = best total of words j..T-1 when word j takes region i. The pair term is 0 or beta: the best successor
    // is the same region plus beta, or the overall best one.
    std::vector<double> value(regions);
    std::vector<std::size_t> overall(words);   // best region of word j, given nothing
    std::vector<char> stays(words * regions);  // word j in region i: word j+1 stays in i
    for (std::size_t i = 0; i < regions; ++i) value[i] = scores(words - 1, i);
    overall[words - 1] = best(value);
    for (std::size_t j = words - 1; j-- > 0;) {
        const std::size_t next = overall[j + 1];
        const double elsewhere = value[next];
        for (std::size_t i = 0; i < regions; ++i) {
            const double same = value[i] + beta;
            // Equal totals: the lower of the two regions.
            const bool stay = same > elsewhere || (same == elsewhere && i <= next);
            stays[j * regions + i] = stay;
            value[i] = scores(j, i) + (stay ? same : elsewhere);
        }
        overall[j] = best(value);
    }
    std::vector<int> assignment(words);
    std::size_t region = overall[0];
    assignment[0] = static_cast<int>(region);
    for (std::size_t j = 1; j < words; ++j) {
        if (!stays[(j - 1) * regions + region]) region = overall[j];
        assignment[j] = static_cast<int>(region);
    }
    return assignment;
}

double wholeSentenceBeta(const base::Matrix& scores) {
    if (scores.rows < 2 || scores.cols < 2 || oneRegion(decodeChain(scores, 0))) return 0;
    // One region everywhere loses at most the sum of every word's gap between its best and its worst region.
    double low = 0, high = 0, sum = 0, squares = 0;
    for (std::size_t j = 0; j < scores.rows; ++j) {
        const auto row = scores.row(j);
        const auto [least, most] = std::minmax_element(row.begin(), row.end());
        high += static_cast<double>(*most) - static_cast<double>(*least);
        for (const double score : row) {
            sum += score;
            squares += score * score;
        }
    }
    const auto count = static_cast<double>(scores.data.size());
    const double variance = std::max(1e-12, squares / count - (sum / count) * (sum / count));
    const double width = 1e-3 * std::sqrt(variance);
    high += width;
    while (high - low > width) {
        const double middle = (low + high) / 2;
        (oneRegion(decodeChain(scores, middle)) ? high : low) = middle;
    }
    return high;
}

}  // namespace legenda::model
