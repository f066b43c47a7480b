// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/optim/rmsprop_impl.h"

#include "core/model/checkpoint.h"
#include "core/trainers/optim/optimizer_impl.h"

#include <c10/core/GradMode.h>

#include <cmath>

namespace legenda::trainers {

namespace {

constexpr const char* kFile = "state.safetensors";  // the name in messages: the loop names the folder

}  // namespace

RmsProp::RmsProp(std::vector<std::pair<std::string, at::Tensor*>> weights, const RmsPropOptions& options, bool plain)
    : weights_(std::move(weights)), options_(options), plain_(plain) {
    for (const auto& [name, weight] : weights_) squares_.push_back(at::zeros_like(weight->detach()));
}

void RmsProp::step(const std::vector<at::Tensor>& gradients, double rate) {
    const c10::NoGradGuard noGrad;
    ++steps_;
    const double correction = 1 - std::pow(options_.decay, static_cast<double>(steps_));
    for (std::size_t p = 0; p < weights_.size(); ++p) {
        at::Tensor& weight = *weights_[p].second;
        if (plain_ || !weight.is_cpu()) {
            const at::Tensor g = gradients[p].clamp(-options_.clip, options_.clip);
            squares_[p].mul_(options_.decay).addcmul_(g, g, 1 - options_.decay);
            weight.mul_(1 - rate * options_.weightDecay)
                .addcdiv_(g, (squares_[p] / correction + options_.epsilon).sqrt_(), -rate);
            continue;
        }
        // One pass over memory instead of seven: on a CPU the update would otherwise cost as much as the small
        // products.
        const at::Tensor gradient = gradients[p].contiguous();
        const float* g = gradient.data_ptr<float>();
        float* w = weight.data_ptr<float>();
        float* m = squares_[p].data_ptr<float>();
        const auto d = static_cast<float>(options_.decay), fresh = static_cast<float>(1 - options_.decay);
        const auto clip = static_cast<float>(options_.clip), epsilon = static_cast<float>(options_.epsilon);
        const auto scale = static_cast<float>(1 / correction), length = static_cast<float>(rate);
        const auto keep = static_cast<float>(1 - rate * options_.weightDecay);
        const std::int64_t count = weight.numel();
#pragma omp parallel for simd schedule(static) if (count > 16384)
        for (std::int64_t i = 0; i < count; ++i) {
            const float cut = g[i] > clip ? clip : g[i] < -clip ? -clip : g[i];
            m[i] = d * m[i] + fresh * cut * cut;
            w[i] = keep * w[i] - length * cut / std::sqrt(m[i] * scale + epsilon);
        }
    }
}

void RmsProp::save(model::TensorFile& state) const {
    for (std::size_t p = 0; p < weights_.size(); ++p)
        state.tensors["rms." + weights_[p].first] = model::storeTensor(squares_[p]);
    state.metadata[kOptimiserSteps] = std::to_string(steps_);
}

base::Status RmsProp::restore(const model::TensorFile& state) {
    auto steps = model::takeNumber(state.metadata, kOptimiserSteps, kFile);
    if (!steps) return base::pass(steps);
    std::vector<at::Tensor> loaded;
    for (std::size_t p = 0; p < weights_.size(); ++p) {
        auto tensor = model::takeTensor(state, "rms." + weights_[p].first, squares_[p].sizes().vec(), kFile);
        if (!tensor) return base::pass(tensor);
        loaded.push_back(tensor->to(squares_[p].device()));
    }
    squares_ = std::move(loaded);
    steps_ = static_cast<std::int64_t>(*steps);
    return {};
}

}  // namespace legenda::trainers
