// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/optim/optimizer_impl.h"

#include "core/base/vector_clones.h"
#include "core/model/checkpoint.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace legenda::trainers {

namespace {

constexpr std::int64_t kBlock = 16384;  // elements

struct SgdFactors {
    float momentum, rate, decay, clip;
};

// All of an element's update in one pass over memory, which is what it costs.
LEGENDA_VECTOR_CLONES void update(float* __restrict__ w, float* __restrict__ u, const float* __restrict__ g,
                                  std::int64_t n, const SgdFactors& f) {
    for (std::int64_t i = 0; i < n; ++i) {
        const float cut = g[i] < -f.clip ? -f.clip : g[i] > f.clip ? f.clip : g[i];
        u[i] = f.momentum * u[i] - f.rate * cut - f.decay * w[i];
        w[i] += u[i];
    }
}

}  // namespace

double gradientNorm(const std::vector<at::Tensor>& gradients) {
    const c10::NoGradGuard noGradients;
    double sum = 0;
    for (const auto& gradient : gradients) {
        const auto flat = gradient.flatten();
        sum += at::dot(flat, flat).item<double>();
    }
    return std::sqrt(sum);
}

Sgd::Sgd(std::vector<std::pair<std::string, at::Tensor*>> parameters, double momentum, double weightDecay, double clip,
         bool plain)
    : parameters_(std::move(parameters)), momentum_(momentum), weightDecay_(weightDecay), clip_(clip), plain_(plain) {
    for (const auto& [name, tensor] : parameters_) velocities_.push_back(at::zeros_like(*tensor).detach());
}

void Sgd::step(const std::vector<at::Tensor>& gradients, double rate) {
    const c10::NoGradGuard noGradients;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        auto& weight = *parameters_[i].second;
        auto& velocity = velocities_[i];
        const double decay = weight.dim() > 1 ? weightDecay_ : 0;
        const auto gradient = gradients[i].contiguous();
        if (plain_ || !weight.is_cpu()) {
            velocity.mul_(momentum_).sub_(gradient.clamp(-clip_, clip_), rate).sub_(weight, rate * decay);
            weight.add_(velocity);
            continue;
        }
        const std::int64_t count = weight.numel();
        float* const w = weight.data_ptr<float>();
        float* const u = velocity.data_ptr<float>();
        const float* const g = gradient.data_ptr<float>();
#pragma omp parallel for
        for (std::int64_t begin = 0; begin < count; begin += kBlock)
            update(w + begin, u + begin, g + begin, std::min(kBlock, count - begin),
                   {static_cast<float>(momentum_), static_cast<float>(rate), static_cast<float>(rate * decay),
                    static_cast<float>(clip_)});
    }
}

void Sgd::save(model::TensorFile& state) const {
    for (std::size_t i = 0; i < parameters_.size(); ++i)
        state.tensors["velocity." + parameters_[i].first] = model::storeTensor(velocities_[i]);
}

base::Status Sgd::restore(const model::TensorFile& state, const std::filesystem::path& file) {
    std::vector<at::Tensor> taken;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        auto velocity =
            model::takeTensor(state, "velocity." + parameters_[i].first, velocities_[i].sizes().vec(), file);
        if (!velocity) return base::pass(velocity);
        taken.push_back(velocity->to(velocities_[i].device()));
    }
    velocities_ = std::move(taken);
    return {};
}

}  // namespace legenda::trainers
