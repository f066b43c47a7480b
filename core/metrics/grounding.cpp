// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/grounding.h"

#include <algorithm>
#include <cmath>

namespace legenda::metrics {

base::Box GroundingTarget::unionBox() const {
    base::Box all = boxes.at(0);
    for (const auto& box : boxes) all = base::enclosing(all, box);
    return all;
}

void GroundingTally::add(const GroundingTarget& target, const base::Box& predicted) {
    ++phrases;
    const auto all = target.unionBox();
    const double x = predicted.centreX(), y = predicted.centreY();
    accurate += base::iou(predicted, all) >= kGroundingIou;
    pointed += all.contains(x, y);
    accurateAny += std::any_of(target.boxes.begin(), target.boxes.end(),
                               [&](const auto& box) { return base::iou(predicted, box) >= kGroundingIou; });
    pointedAny +=
        std::any_of(target.boxes.begin(), target.boxes.end(), [&](const auto& box) { return box.contains(x, y); });
}

base::Box placed(const RelativeBox& box, const base::Box& whole) {
    return {whole.x + box[0] * whole.w, whole.y + box[1] * whole.h, (box[2] - box[0]) * whole.w,
            (box[3] - box[1]) * whole.h};
}

namespace {

// A target relative to its image's size: IoU does not change when both axes are scaled.
struct Relative {
    double left, top, right, bottom, area, weight;
};

double hits(const std::vector<Relative>& targets, const RelativeBox& box) {
    const double area = (box[2] - box[0]) * (box[3] - box[1]);
    double sum = 0;
    for (const auto& t : targets) {
        const double w = std::min(box[2], t.right) - std::max(box[0], t.left);
        const double h = std::min(box[3], t.bottom) - std::max(box[1], t.top);
        if (w <= 0 || h <= 0) continue;
        const double common = w * h;
        if (common >= kGroundingIou * (area + t.area - common)) sum += t.weight;
    }
    return sum;
}

// Moves one side at a time to its best place on the grid until nothing improves.
void ascend(const std::vector<Relative>& targets, int steps, int reach, RelativeBox& box, double& best) {
    for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t side = 0; side < 4; ++side) {
            const int at = static_cast<int>(std::lround(box[side] * steps));
            for (int place = std::max(0, at - reach); place <= std::min(steps, at + reach); ++place) {
                RelativeBox trial = box;
                trial[side] = static_cast<double>(place) / steps;
                if (trial[0] >= trial[2] || trial[1] >= trial[3]) continue;
                const double sum = hits(targets, trial);
                if (sum > best) best = sum, box = trial, moved = true;
            }
        }
    }
}

}  // namespace

RelativeBox bestConstantBox(const std::vector<WeightedTarget>& targets) {
    std::vector<Relative> relative;
    relative.reserve(targets.size());
    for (const auto& t : targets) {
        if (t.whole.area() <= 0 || t.box.area() <= 0) continue;
        const double l = (t.box.x - t.whole.x) / t.whole.w, u = (t.box.y - t.whole.y) / t.whole.h;
        const double w = t.box.w / t.whole.w, h = t.box.h / t.whole.h;
        relative.push_back({l, u, l + w, u + h, w * h, t.weight});
    }
    RelativeBox bestBox{0, 0, 1, 1};
    double best = hits(relative, bestBox);
    const RelativeBox starts[] = {
        {0, 0, 1, 1}, {0.1, 0.2, 0.9, 1}, {0.25, 0.25, 0.75, 0.75}, {0.3, 0.1, 0.7, 0.9}, {0.1, 0.4, 0.9, 0.8}};
    for (RelativeBox box : starts) {
        double sum = hits(relative, box);
        ascend(relative, 20, 20, box, sum);
        ascend(relative, 100, 5, box, sum);
        if (sum > best) best = sum, bestBox = box;
    }
    return bestBox;
}

}  // namespace legenda::metrics
