// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/dual/dual_parts_impl.h"

#include "core/base/random.h"

#include <cmath>

namespace legenda::trainers {

namespace {

constexpr double kFirstWordScale = 0.11;  // of v . s, which is then about that of unit vectors v
constexpr double kFirstFrameScale = 14;   // of g . q, a cosine

}  // namespace

at::Tensor softmaxLoss(const at::Tensor& scores) {
    return -(scores.log_softmax(1).diag().mean() + scores.log_softmax(0).diag().mean()) / 2;
}

model::ConvWeights initialConvWeights(const std::map<std::string, std::vector<std::int64_t>>& shapes,
                                      std::int64_t seed) {
    model::ConvWeights weights;
    for (auto& [name, tensor] : weights.named()) {
        *tensor = at::zeros(shapes.at(name), at::kFloat);
        if (tensor->dim() != 2) continue;
        base::Random draws(static_cast<std::uint64_t>(seed), "contrast initial " + name);
        const double size =
            name == "W_w" || name == "W_g" ? 0.1 : std::sqrt(1.0 / 3 / static_cast<double>(tensor->size(1)));
        float* const values = tensor->data_ptr<float>();
        for (std::int64_t i = 0; i < tensor->numel(); ++i) values[i] = static_cast<float>(draws.normal() * size);
        if (name == "W_p") {
            // The few values of box geometry and objectness must not be drowned by those of the vector.
            const auto few = tensor->size(1) - weights.W_m.size(1);
            if (few >= model::kPlaceValues)
                tensor->narrow(1, 0, few).mul_(
                    std::sqrt(static_cast<double>(tensor->size(1)) / static_cast<double>(few)));
        }
    }
    weights.scales[0] = std::log(kFirstWordScale);
    weights.scales[1] = std::log(kFirstFrameScale);
    return weights;
}

}  // namespace legenda::trainers
