// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <array>
#include <vector>

namespace legenda::metrics {

// One phrase to be found in its image.
struct GroundingTarget {
    std::vector<base::Box> boxes;  // all boxes of the entity, at least one
    base::Box whole;               // the image's frame

    base::Box unionBox() const;  // the smallest rectangle that holds all boxes
};

// Counts of hits over phrases; shares in percent.
struct GroundingTally {
    long phrases = 0, accurate = 0, pointed = 0, accurateAny = 0, pointedAny = 0;

    void add(const GroundingTarget& target, const base::Box& predicted);
    double percent(long hits) const {
        return phrases > 0 ? 100.0 * static_cast<double>(hits) / static_cast<double>(phrases) : 0;
    }
};

inline constexpr double kGroundingIou = 0.5;

// A box that is the same in every image: left, top, right, bottom relative to width and height.
using RelativeBox = std::array<double, 4>;
base::Box placed(const RelativeBox& box, const base::Box& whole);

// A target with the number of phrases that have it.
struct WeightedTarget {
    base::Box box;  // the union
    base::Box whole;
    double weight = 1;
};

// The relative box with the most phrases of IoU >= 0.5, by coordinate ascent from several starts on a grid of 0.05,
// then of 0.01. Deterministic; about 2 s for 30,000 targets.
RelativeBox bestConstantBox(const std::vector<WeightedTarget>& targets);

}  // namespace legenda::metrics
