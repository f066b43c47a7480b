// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/box_choice.h"

#include <algorithm>

namespace legenda::model {

namespace {

constexpr double kCoveredFrom = 0.5, kCoveredWhole = 0.8;
constexpr double kRepeats = 0.7;  // IoU from which two boxes mean the same place

double covered(double iou) {
    return std::clamp((iou - kCoveredFrom) / (kCoveredWhole - kCoveredFrom), 0.0, 1.0);
}

}  // namespace

std::vector<std::size_t> chooseCovering(std::span<const base::Box> boxes, std::span<const float> qualities,
                                        std::span<const base::Box> given, std::size_t count) {
    const std::size_t n = boxes.size();
    std::vector<float> cover(n * n);
    std::vector<double> weights(n), left(n);  // left: what of each place is not covered yet
    for (std::size_t i = 0; i < n; ++i) {
        double repeats = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const double overlap = i == j ? 1 : base::iou(boxes[i], boxes[j]);
            cover[i * n + j] = static_cast<float>(covered(overlap));
            if (overlap >= kRepeats) repeats += qualities[j];
        }
        weights[i] = repeats > 0 ? static_cast<double>(qualities[i]) * qualities[i] / repeats : 0;
        left[i] = 1;
        for (const auto& box : given) left[i] = std::min(left[i], 1 - covered(base::iou(box, boxes[i])));
    }
    std::vector<std::size_t> chosen;
    std::vector<bool> taken(n, false);
    while (chosen.size() < std::min(count, n)) {
        std::size_t best = n;
        double most = -1;
        for (std::size_t i = 0; i < n; ++i) {
            if (taken[i]) continue;
            double gain = 0;
            for (std::size_t j = 0; j < n; ++j) gain += weights[j] * std::max(0.0, cover[i * n + j] - (1 - left[j]));
            if (gain > most) most = gain, best = i;
        }
        taken[best] = true;
        chosen.push_back(best);
        for (std::size_t j = 0; j < n; ++j) left[j] = std::min(left[j], 1.0 - cover[best * n + j]);
    }
    return chosen;
}

}  // namespace legenda::model
