// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/agreement.h"

#include <algorithm>
#include <limits>

namespace legenda::metrics {

namespace {

using Matrix = std::vector<std::vector<double>>;

// Kuhn and Munkres by shortest augmenting paths: for each row of the costs (at most as many as columns) its column.
std::vector<std::size_t> cheapestColumns(const Matrix& costs) {
    const std::size_t rows = costs.size(), columns = rows == 0 ? 0 : costs[0].size();
    constexpr double kFar = std::numeric_limits<double>::infinity();
    std::vector<double> rowPrice(rows + 1, 0), columnPrice(columns + 1, 0);
    std::vector<std::size_t> rowOf(columns + 1, 0), from(columns + 1, 0);  // 1-based, 0: none
    for (std::size_t row = 1; row <= rows; ++row) {
        rowOf[0] = row;
        std::size_t column = 0;
        std::vector<double> distance(columns + 1, kFar);
        std::vector<bool> used(columns + 1, false);
        do {
            used[column] = true;
            const std::size_t here = rowOf[column];
            double least = kFar;
            std::size_t next = 0;
            for (std::size_t j = 1; j <= columns; ++j) {
                if (used[j]) continue;
                const double reduced = costs[here - 1][j - 1] - rowPrice[here] - columnPrice[j];
                if (reduced < distance[j]) distance[j] = reduced, from[j] = column;
                if (distance[j] < least) least = distance[j], next = j;
            }
            for (std::size_t j = 0; j <= columns; ++j) {
                if (used[j])
                    rowPrice[rowOf[j]] += least, columnPrice[j] -= least;
                else
                    distance[j] -= least;
            }
            column = next;
        } while (rowOf[column] != 0);
        for (; column != 0; column = from[column]) rowOf[column] = rowOf[from[column]];
    }
    std::vector<std::size_t> columnOf(rows, 0);
    for (std::size_t j = 1; j <= columns; ++j)
        if (rowOf[j] != 0) columnOf[rowOf[j] - 1] = j - 1;
    return columnOf;
}

}  // namespace

std::vector<BoxMatch> matchBoxes(const std::vector<base::Box>& a, const std::vector<base::Box>& b, double leastIou) {
    const bool turned = a.size() > b.size();
    const auto &few = turned ? b : a, &many = turned ? a : b;
    if (few.empty()) return {};
    // A pair is worth more than any sum of IoU, so that no pair is given up for larger overlaps elsewhere.
    const double pair = static_cast<double>(few.size()) + 1;
    Matrix costs(few.size(), std::vector<double>(many.size(), 0));
    for (std::size_t i = 0; i < few.size(); ++i)
        for (std::size_t j = 0; j < many.size(); ++j)
            if (const double overlap = base::iou(few[i], many[j]); overlap >= leastIou) costs[i][j] = -(pair + overlap);
    std::vector<BoxMatch> matches;
    const auto columns = cheapestColumns(costs);
    for (std::size_t i = 0; i < few.size(); ++i)
        if (const std::size_t j = columns[i]; costs[i][j] < 0)
            matches.push_back({turned ? j : i, turned ? i : j, -costs[i][j] - pair});
    std::ranges::sort(matches, {}, &BoxMatch::a);
    return matches;
}

double boxF1(long a, long b, long matched) {
    return a + b > 0 ? 2.0 * static_cast<double>(matched) / static_cast<double>(a + b) : 0;
}

Kappa cohensKappa(const std::vector<std::vector<long>>& counts) {
    Kappa kappa;
    std::vector<double> rows(counts.size(), 0), columns(counts.size(), 0);
    double same = 0;
    for (std::size_t i = 0; i < counts.size(); ++i)
        for (std::size_t j = 0; j < counts.size(); ++j) {
            kappa.items += counts[i][j];
            const auto count = static_cast<double>(counts[i][j]);
            rows[i] += count;
            columns[j] += count;
            if (i == j) same += count;
        }
    if (kappa.items == 0) return kappa;
    const auto all = static_cast<double>(kappa.items);
    kappa.observed = same / all;
    for (std::size_t i = 0; i < counts.size(); ++i) kappa.expected += rows[i] / all * (columns[i] / all);
    if (kappa.expected < 1) kappa.value = (kappa.observed - kappa.expected) / (1 - kappa.expected);
    return kappa;
}

}  // namespace legenda::metrics
