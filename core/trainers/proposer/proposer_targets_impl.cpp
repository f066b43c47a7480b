// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/proposer/proposer_targets_impl.h"

#include "core/model/proposer/proposer_net_impl.h"

#include <algorithm>

namespace legenda::trainers {

namespace {

constexpr int kRounds = 30;
constexpr double kReach = 0.25, kSharpness = 0.05;  // IoU

double likeness(const base::Box& a, const base::Box& b) {
    return base::iou({0, 0, a.w, a.h}, {0, 0, b.w, b.h});
}

}  // namespace

at::Tensor anchorShapes(std::span<const base::Box> boxes, int count) {
    std::vector<base::Box> sorted(boxes.begin(), boxes.end());
    std::ranges::stable_sort(sorted, {}, [](const base::Box& box) { return box.area(); });
    const std::size_t shapes = std::min(static_cast<std::size_t>(count), sorted.size());
    std::vector<base::Box> centres;
    for (std::size_t a = 0; a < shapes; ++a) centres.push_back(sorted[(2 * a + 1) * sorted.size() / (2 * shapes)]);
    for (int round = 0; round < kRounds; ++round) {
        std::vector<base::Box> sums(shapes);
        std::vector<double> members(shapes);
        for (const auto& box : sorted) {
            std::size_t best = 0;
            for (std::size_t a = 1; a < shapes; ++a)
                if (likeness(box, centres[a]) > likeness(box, centres[best])) best = a;
            sums[best].w += box.w;
            sums[best].h += box.h;
            members[best] += 1;
        }
        for (std::size_t a = 0; a < shapes; ++a)
            if (members[a] > 0) centres[a] = {0, 0, sums[a].w / members[a], sums[a].h / members[a]};
    }
    std::ranges::stable_sort(centres, {}, [](const base::Box& box) { return box.area(); });
    auto out = at::empty({static_cast<std::int64_t>(shapes), 2});
    for (std::size_t a = 0; a < shapes; ++a) {
        out.data_ptr<float>()[2 * a] = static_cast<float>(centres[a].w);
        out.data_ptr<float>()[2 * a + 1] = static_cast<float>(centres[a].h);
    }
    return out;
}

at::Tensor boxCorners(const std::vector<std::vector<base::Box>>& boxes, const std::vector<bool>& mirrored) {
    std::size_t most = 1;
    for (const auto& own : boxes) most = std::max(most, own.size());
    auto corners = at::zeros({static_cast<std::int64_t>(boxes.size()), static_cast<std::int64_t>(most), 4});
    for (std::size_t n = 0; n < boxes.size(); ++n) {
        float* to = corners.data_ptr<float>() + n * most * 4;
        for (const auto& box : boxes[n]) {
            const double left = mirrored[n] ? 1 - box.right() : box.x;
            *to++ = static_cast<float>(left);
            *to++ = static_cast<float>(box.y);
            *to++ = static_cast<float>(left + box.w);
            *to++ = static_cast<float>(box.bottom());
        }
    }
    return corners;
}

at::Tensor mentionWeights(const std::vector<std::vector<double>>& mentions, double part) {
    std::size_t most = 1;
    for (const auto& own : mentions) most = std::max(most, own.size());
    auto weights = at::zeros({static_cast<std::int64_t>(mentions.size()), static_cast<std::int64_t>(most)});
    for (std::size_t n = 0; n < mentions.size(); ++n)
        for (std::size_t g = 0; g < mentions[n].size(); ++g)
            weights.data_ptr<float>()[n * most + g] = static_cast<float>(mentions[n][g] > 0 ? mentions[n][g] : part);
    return weights;
}

at::Tensor assignBoxes(const at::Tensor& anchors, const at::Tensor& boxes, const at::Tensor& weights) {
    const auto overlap = model::overlaps(boxes, anchors.unsqueeze(0));
    const auto behind = overlap - std::get<0>(overlap.max(2, true));
    const auto q = behind.gt(-kReach) * (behind / kSharpness).exp();
    return q * (weights.unsqueeze(2) / q.sum(2, true));
}

at::Tensor generalisedIou(const at::Tensor& boxes, const at::Tensor& others) {
    const auto area = [](const at::Tensor& corners) {
        return ((corners.narrow(1, 2, 2) - corners.narrow(1, 0, 2)).clamp_min(0)).prod(1);
    };
    const auto low = [&](std::int64_t from) { return std::pair(boxes.narrow(1, from, 2), others.narrow(1, from, 2)); };
    const auto [a0, b0] = low(0);
    const auto [a1, b1] = low(2);
    const auto common = (at::minimum(a1, b1) - at::maximum(a0, b0)).clamp_min(0).prod(1);
    const auto hull = (at::maximum(a1, b1) - at::minimum(a0, b0)).prod(1).clamp_min(1e-9);
    const auto all = (area(boxes) + area(others) - common).clamp_min(1e-9);
    return common / all - (hull - all) / hull;
}

}  // namespace legenda::trainers
