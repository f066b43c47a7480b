// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/optim/adamw_impl.h"

#include "core/model/checkpoint.h"
#include "core/trainers/optim/optimizer_impl.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>

namespace legenda::trainers {

namespace {

// What every element of one step has in common.
struct AdamWFactors {
    float d1, d2, correction1, correction2, epsilon, decay, cut, rate, average;
};

void update(float* w, float* a, float* m, float* v, const float* gradient, std::int64_t n, const AdamWFactors& f) {
#pragma omp parallel for simd schedule(static) if (n > 16384)
    for (std::int64_t i = 0; i < n; ++i) {
        const float g = gradient[i] * f.cut;
        m[i] = f.d1 * m[i] + (1 - f.d1) * g;
        v[i] = f.d2 * v[i] + (1 - f.d2) * g * g;
        w[i] -= f.rate * (m[i] * f.correction1 / (std::sqrt(v[i] * f.correction2) + f.epsilon) + f.decay * w[i]);
        a[i] = f.average * a[i] + (1 - f.average) * w[i];
    }
}

// The same, on another device.
void update(at::Tensor& w, at::Tensor& a, at::Tensor& m, at::Tensor& v, const at::Tensor& gradient,
            const AdamWFactors& f) {
    const auto g = gradient * f.cut;
    m.mul_(f.d1).add_(g, 1 - f.d1);
    v.mul_(f.d2).addcmul_(g, g, 1 - f.d2);
    w.mul_(1 - f.rate * f.decay).addcdiv_(m * f.correction1, (v * f.correction2).sqrt_().add_(f.epsilon), -f.rate);
    a.mul_(f.average).add_(w, 1 - f.average);
}

}  // namespace

AdamW::AdamW(Named weights, Named averages, const AdamWOptions& options, bool plain)
    : weights_(std::move(weights)), averages_(std::move(averages)), options_(options), plain_(plain) {
    for (std::size_t p = 0; p < weights_.size(); ++p) {
        first_.push_back(at::zeros_like(*weights_[p].second));
        second_.push_back(at::zeros_like(*weights_[p].second));
        averages_[p].second->copy_(*weights_[p].second);
    }
}

double AdamW::step(const std::vector<at::Tensor>& gradients, double rate, const std::vector<double>& factors) {
    const c10::NoGradGuard noGradients;
    std::vector<at::Tensor> squares;
    for (const auto& gradient : gradients) squares.push_back(at::sum(gradient * gradient));
    const double length = std::sqrt(at::stack(squares).sum(at::kDouble).item<double>());
    const auto n = static_cast<double>(++steps_);
    AdamWFactors f{};
    f.d1 = static_cast<float>(options_.first);
    f.d2 = static_cast<float>(options_.second);
    f.correction1 = static_cast<float>(1 / (1 - std::pow(options_.first, n)));
    f.correction2 = static_cast<float>(1 / (1 - std::pow(options_.second, n)));
    f.epsilon = static_cast<float>(options_.epsilon);
    f.cut = static_cast<float>(length > options_.clip ? options_.clip / length : 1);
    f.average = static_cast<float>(std::min(options_.averaging, (n + 1) / (n + 10)));
    for (std::size_t p = 0; p < weights_.size(); ++p) {
        auto& weight = *weights_[p].second;
        const auto gradient = gradients[p].contiguous();
        f.rate = static_cast<float>(rate * (factors.empty() ? 1 : factors[p]));
        f.decay = weight.dim() > 1 ? static_cast<float>(options_.weightDecay) : 0;
        if (plain_ || !weight.is_cpu()) {
            update(weight, *averages_[p].second, first_[p], second_[p], gradient, f);
            continue;
        }
        update(weight.data_ptr<float>(), averages_[p].second->data_ptr<float>(), first_[p].data_ptr<float>(),
               second_[p].data_ptr<float>(), gradient.data_ptr<float>(), weight.numel(), f);
    }
    return length;
}

void AdamW::save(model::TensorFile& state) const {
    for (std::size_t p = 0; p < weights_.size(); ++p) {
        const auto& name = weights_[p].first;
        state.tensors["weight." + name] = model::storeTensor(*weights_[p].second);
        state.tensors["average." + name] = model::storeTensor(*averages_[p].second);
        state.tensors["first." + name] = model::storeTensor(first_[p]);
        state.tensors["second." + name] = model::storeTensor(second_[p]);
    }
    state.metadata[kOptimiserSteps] = std::to_string(steps_);
}

base::Status AdamW::restore(const model::TensorFile& state, const std::filesystem::path& file) {
    auto steps = model::takeNumber(state.metadata, kOptimiserSteps, file);
    if (!steps) return base::pass(steps);
    std::vector<std::pair<at::Tensor, at::Tensor>> loaded;  // where to, what
    for (std::size_t p = 0; p < weights_.size(); ++p)
        for (const auto& [prefix, to] : {std::pair{"weight.", *weights_[p].second},
                                         {"average.", *averages_[p].second},
                                         {"first.", first_[p]},
                                         {"second.", second_[p]}}) {
            auto taken = model::takeTensor(state, prefix + weights_[p].first, to.sizes().vec(), file);
            if (!taken) return base::pass(taken);
            loaded.emplace_back(to, std::move(*taken));
        }
    for (auto& [to, from] : loaded) to.copy_(from);
    steps_ = static_cast<std::int64_t>(*steps);
    return {};
}

std::vector<at::Tensor> takeGradients(const AdamW::Named& weights) {
    std::vector<at::Tensor> gradients;
    for (const auto& [name, tensor] : weights) {
        gradients.push_back(tensor->grad().defined() ? tensor->grad().detach() : at::zeros_like(*tensor));
        tensor->mutable_grad().reset();
        tensor->requires_grad_(false);
    }
    return gradients;
}

}  // namespace legenda::trainers
