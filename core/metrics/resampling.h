// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/image_statistics.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace legenda::metrics {

// How sure a figure is, from the images that it was measured on. Every draw follows from the seed: the same statistics
// give the same answer everywhere.

inline constexpr int kResamples = 1000, kSwaps = 10'000;
inline constexpr double kNoise = 0.05;  // a difference with a higher p is within the noise

struct Interval {
    double low = 0, high = 0;
};

// The 95 % interval of each figure by the percentile bootstrap: as many images are drawn with replacement as there are,
// and the interval reaches from the 2.5th to the 97.5th percentile of the figures of these draws (between two values by
// linear interpolation). Empty without images or when stopped.
std::vector<Interval> bootstrap(const ImageStatistics& statistics, std::uint64_t seed = 1, int resamples = kResamples,
                                const std::stop_token& stop = {});

struct Difference {
    double difference = 0;  // of the second from the first
    double p = 1;
};

// Whether two systems on the same images differ, figure by figure, by approximate randomisation: the outputs of the two
// are exchanged for each image with probability one half, and p = (c + 1) / (swaps + 1), where c counts the exchanges
// after which the figures differ at least as much as they do, in either direction. Row i of both is the same image; the
// names are the same. Empty without images or when stopped.
std::vector<Difference> randomisation(const ImageStatistics& first, const ImageStatistics& second,
                                      std::uint64_t seed = 1, int swaps = kSwaps, const std::stop_token& stop = {});

}  // namespace legenda::metrics
