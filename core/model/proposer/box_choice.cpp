// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/proposer/box_choice.h"

#include <algorithm>

namespace legenda::model {

namespace {

constexpr double kHeldFrom = 0.45, kHeldWhole = 0.6;

float heldAt(double iou) {
    return static_cast<float>(std::clamp((iou - kHeldFrom) / (kHeldWhole - kHeldFrom), 0.0, 1.0));
}

}  // namespace

std::vector<ChosenBox> chooseCovering(std::span<const base::Box> boxes, std::span<const float> weights,
                                      std::span<const base::Box> given, std::size_t count) {
    const std::size_t n = boxes.size();
    std::vector<float> holds(n * n), most(n, 0);  // most: the degree in which each box is covered so far
    for (std::size_t i = 0; i < n; ++i) {
        holds[i * n + i] = 1;
        for (std::size_t j = 0; j < i; ++j) holds[i * n + j] = holds[j * n + i] = heldAt(base::iou(boxes[i], boxes[j]));
        for (const auto& box : given) most[i] = std::max(most[i], heldAt(base::iou(box, boxes[i])));
    }
    std::vector<ChosenBox> chosen;
    std::vector<bool> taken(n, false);
    while (chosen.size() < std::min(count, n)) {
        std::size_t best = n;
        float greatest = -1;
        for (std::size_t i = 0; i < n; ++i) {
            if (taken[i]) continue;
            const float* own = &holds[i * n];
            float gain = 0;
#pragma omp simd reduction(+ : gain)
            for (std::size_t j = 0; j < n; ++j) gain += weights[j] * std::max(0.0F, own[j] - most[j]);
            if (gain > greatest) greatest = gain, best = i;
        }
        taken[best] = true;
        double held = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const float own = holds[best * n + j];
            held += static_cast<double>(weights[j]) * static_cast<double>(own);
            most[j] = std::max(most[j], own);
        }
        chosen.push_back({best, held});
    }
    return chosen;
}

}  // namespace legenda::model
