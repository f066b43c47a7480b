// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/resampling.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace legenda::metrics {

namespace {

constexpr double kRounding = 1e-9;  // differences closer than this are equal

double percentile(const std::vector<double>& rising, double share) {
    const double place = share * static_cast<double>(rising.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, rising.size() - 1);
    return rising[below] + (place - static_cast<double>(below)) * (rising[above] - rising[below]);
}

// A query's rank by one of two systems.
struct PairedRank {
    long rank = 0;
    std::size_t row = 0;
    bool second = false;
};

std::vector<PairedRank> pairedRanks(const ImageStatistics& first, const ImageStatistics& second) {
    std::vector<PairedRank> all;
    for (const auto& [rank, row] : first.ranks) all.push_back({rank, row, false});
    for (const auto& [rank, row] : second.ranks) all.push_back({rank, row, true});
    std::ranges::stable_sort(all, {}, &PairedRank::rank);
    return all;
}

// The median of the ranks for which `chosen` holds.
template <class Chosen>
double medianOfChosen(const std::vector<PairedRank>& ranks, Chosen&& chosen) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(ranks, chosen));
    if (count == 0) return 0;
    std::size_t seen = 0;
    double low = 0;
    for (const auto& each : ranks) {
        if (!chosen(each)) continue;
        if (seen == (count - 1) / 2) low = static_cast<double>(each.rank);
        if (seen == count / 2) return (low + static_cast<double>(each.rank)) / 2;
        ++seen;
    }
    return low;
}

// The differences of the figures when the images for which `swapped` holds are exchanged.
class Exchange {
 public:
    Exchange(const ImageStatistics& first, const ImageStatistics& second)
        : first_(first), second_(second), ranks_(pairedRanks(first, second)), total_(first.width, 0) {
        for (std::size_t row = 0; row < first.images.size(); ++row)
            for (std::size_t i = 0; i < first.width; ++i) total_[i] += first.row(row)[i] + second.row(row)[i];
    }

    std::vector<double> differences(const std::vector<bool>& swapped) const {
        std::vector<double> sums(first_.width, 0), others(total_);
        for (std::size_t row = 0; row < swapped.size(); ++row) {
            const auto own = (swapped[row] ? second_ : first_).row(row);
            for (std::size_t i = 0; i < own.size(); ++i) sums[i] += own[i];
        }
        for (std::size_t i = 0; i < sums.size(); ++i) others[i] -= sums[i];
        std::vector<double> figures(first_.names.size(), 0), those(first_.names.size(), 0);
        first_.figures(sums, figures);
        second_.figures(others, those);
        if (!ranks_.empty()) {
            figures.back() = medianOfChosen(ranks_, [&](const PairedRank& r) { return r.second == swapped[r.row]; });
            those.back() = medianOfChosen(ranks_, [&](const PairedRank& r) { return r.second != swapped[r.row]; });
        }
        for (std::size_t i = 0; i < figures.size(); ++i) figures[i] -= those[i];
        return figures;
    }

 private:
    const ImageStatistics &first_, &second_;
    std::vector<PairedRank> ranks_;
    std::vector<double> total_;
};

}  // namespace

std::vector<Interval> bootstrap(const ImageStatistics& statistics, std::uint64_t seed, int resamples,
                                const std::stop_token& stop) {
    const std::size_t images = statistics.images.size(), names = statistics.names.size();
    if (images == 0 || resamples < 1) return {};
    base::Random draws(seed, "bootstrap");
    std::vector<std::vector<double>> drawn(names);
    std::vector<std::uint32_t> times(images);
    for (int resample = 0; resample < resamples; ++resample) {
        if (stop.stop_requested()) return {};
        std::ranges::fill(times, 0U);
        for (std::size_t i = 0; i < images; ++i) ++times[draws.below(images)];
        const auto figures = figuresOf(statistics, times);
        for (std::size_t i = 0; i < names; ++i) drawn[i].push_back(figures[i]);
    }
    std::vector<Interval> intervals;
    for (auto& values : drawn) {
        std::ranges::sort(values);
        intervals.push_back({percentile(values, 0.025), percentile(values, 0.975)});
    }
    return intervals;
}

std::vector<Difference> randomisation(const ImageStatistics& first, const ImageStatistics& second, std::uint64_t seed,
                                      int swaps, const std::stop_token& stop) {
    if (first.images.size() != second.images.size() || first.names != second.names)
        throw std::invalid_argument("systems on different images or with different figures");
    if (first.images.empty() || swaps < 1) return {};
    const Exchange exchange(first, second);
    base::Random draws(seed, "randomisation");
    std::vector<bool> swapped(first.images.size(), false);
    const auto found = exchange.differences(swapped);
    std::vector<long> asFar(found.size(), 0);
    for (int swap = 0; swap < swaps; ++swap) {
        if (stop.stop_requested()) return {};
        std::uint64_t bits = 0;
        for (std::size_t row = 0; row < swapped.size(); ++row) {
            if (row % 64 == 0) bits = draws.next();
            swapped[row] = ((bits >> (row % 64)) & 1U) != 0;
        }
        const auto differences = exchange.differences(swapped);
        for (std::size_t i = 0; i < found.size(); ++i)
            asFar[i] += std::abs(differences[i]) >= std::abs(found[i]) - kRounding;
    }
    std::vector<Difference> result;
    for (std::size_t i = 0; i < found.size(); ++i)
        result.push_back({found[i], static_cast<double>(asFar[i] + 1) / static_cast<double>(swaps + 1)});
    return result;
}

}  // namespace legenda::metrics
