// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/proposer/proposer_choice_impl.h"

#include "core/model/proposer/box_choice.h"
#include "core/model/proposer/proposer_net_impl.h"

#include <algorithm>

namespace legenda::model {

namespace {

constexpr std::int64_t kCandidates = 600;
constexpr double kLeastSide = 1e-3;  // relative to the image's size
const base::Box kFrame{0, 0, 1, 1};

}  // namespace

Proposals choose(const at::Tensor& output, const at::Tensor& anchors, std::size_t count) {
    const auto [shares, numbers] = output.select(1, 0).softmax(0).topk(std::min(kCandidates, output.size(0)));
    const auto corners = decodeBoxes(output.narrow(1, 1, 4).index_select(0, numbers), anchors.index_select(0, numbers))
                             .clamp(0, 1)
                             .contiguous();
    const auto sorted = shares.contiguous();
    std::vector<base::Box> boxes;
    std::vector<float> weights;
    for (std::int64_t i = 0; i < numbers.size(0); ++i) {
        const float* corner = corners.data_ptr<float>() + 4 * i;
        const base::Box box{corner[0], corner[1], static_cast<double>(corner[2]) - corner[0],
                            static_cast<double>(corner[3]) - corner[1]};
        if (box.w < kLeastSide || box.h < kLeastSide) continue;
        boxes.push_back(box);
        weights.push_back(sorted.data_ptr<float>()[i]);
    }
    Proposals kept;
    for (const auto& chosen : chooseCovering(boxes, weights, {&kFrame, 1}, count)) {
        kept.boxes.push_back(boxes[chosen.index]);
        kept.scores.push_back(static_cast<float>(std::min(1.0, chosen.held)));
    }
    return kept;
}

}  // namespace legenda::model
