// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/brnn/brnn_gradient_impl.h"

#include <c10/core/GradMode.h>

#include <array>
#include <vector>

namespace legenda::trainers {

namespace {

// Turns the inputs of all times [N, H] into the states: h_t = f(input_t + W h_{t-1}).
void recur(at::Tensor& rows, const at::Tensor& weight, const std::vector<std::int64_t>& running) {
    const auto transposed = weight.t();
    at::Tensor before;
    std::int64_t start = 0;
    for (const std::int64_t count : running) {
        auto now = rows.narrow(0, start, count);
        if (before.defined()) now.addmm_(before.narrow(0, 0, count), transposed);
        now.relu_();
        before = now;
        start += count;
    }
}

// Turns the derivatives by the states, as the layers above give them, into those by the inputs of f.
void recurBack(at::Tensor& rows, const at::Tensor& states, const at::Tensor& weight,
               const std::vector<std::int64_t>& running) {
    std::int64_t start = rows.size(0);
    for (std::size_t t = running.size(); t-- > 0;) {
        start -= running[t];
        auto now = rows.narrow(0, start, running[t]);
        at::threshold_backward_out(now, now, states.narrow(0, start, running[t]), 0);
        if (t > 0) rows.narrow(0, start - running[t - 1], running[t]).addmm_(now, weight);
    }
}

// The sum over time of the outer products of derivative and state before: [H, H].
at::Tensor recurrentGradient(const at::Tensor& derivatives, const at::Tensor& states,
                             const std::vector<std::int64_t>& running) {
    std::vector<at::Tensor> before;
    std::int64_t start = 0;
    for (std::size_t t = 0; t + 1 < running.size(); ++t) {
        before.push_back(states.narrow(0, start, running[t + 1]));
        start += running[t];
    }
    if (before.empty()) return at::zeros({states.size(1), states.size(1)});
    return at::mm(derivatives.narrow(0, running[0], derivatives.size(0) - running[0]).t(), at::cat(before));
}

at::Tensor inverseOf(const at::Tensor& order) {
    auto inverse = at::empty_like(order);
    const auto* const from = order.data_ptr<std::int64_t>();
    auto* const to = inverse.data_ptr<std::int64_t>();
    for (std::int64_t n = 0; n < order.numel(); ++n) to[from[n]] = n;
    return inverse;
}

// A row of zeros a word of the vocabulary, and in those that occur the sum over their occurrences.
at::Tensor sumByWord(const at::Tensor& rows, const at::Tensor& words, std::int64_t vocabulary) {
    const std::int64_t width = rows.size(1);
    auto sums = at::zeros({vocabulary, width});
    const float* from = rows.data_ptr<float>();
    for (std::int64_t n = 0; n < words.numel(); ++n, from += width) {
        float* const to = sums.data_ptr<float>() + words.data_ptr<std::int64_t>()[n] * width;
        for (std::int64_t d = 0; d < width; ++d) to[d] += from[d];
    }
    return sums;
}

}  // namespace

BrnnPass::BrnnPass(const model::AlignmentWeights& weights, const model::PackedSentences& packed, at::Tensor inputMask,
                   at::Tensor hiddenMask)
    : weights_(weights), packed_(packed), inputMask_(std::move(inputMask)), hiddenMask_(std::move(hiddenMask)) {
    const c10::NoGradGuard noGradients;
    const auto& w = weights_;
    x_ = w.W_w.index_select(0, packed.words);
    if (inputMask_.defined()) x_.mul_(inputMask_);
    e_ = at::addmm(w.b_e, x_, w.W_e.t()).relu_();
    states_[0] = e_ + w.b_f;
    states_[1] = forthTimes(e_).add_(w.b_b);
    // A product of one time step is too small to be shared by threads: one direction each.
#pragma omp parallel for schedule(static, 1)
    for (int side = 0; side < 2; ++side) recur(states_[side], side == 0 ? w.W_f : w.W_b, packed_.running);
    both_ = forthTimes(states_[1]).add_(states_[0]).index_select(0, packed.order);
    if (hiddenMask_.defined()) both_.mul_(hiddenMask_);
    s_ = at::addmm(w.b_d, both_, w.W_d.t()).relu_();
}

void BrnnPass::backward(at::Tensor& ds, model::AlignmentWeights& g) const {
    const c10::NoGradGuard noGradients;
    const auto& w = weights_;
    at::threshold_backward_out(ds, ds, s_, 0);
    g.W_d = at::mm(ds.t(), both_);
    g.b_d = ds.sum(0);
    auto dBoth = at::mm(ds, w.W_d);
    if (hiddenMask_.defined()) dBoth.mul_(hiddenMask_);
    std::array<at::Tensor, 2> sides;  // of the two directions, time-major
    sides[0] = dBoth.index_select(0, inverseOf(packed_.order));
    sides[1] = forthTimes(sides[0]);
#pragma omp parallel for schedule(static, 1)
    for (int side = 0; side < 2; ++side) {
        const auto n = static_cast<std::size_t>(side);
        recurBack(sides[n], states_[side], side == 0 ? w.W_f : w.W_b, packed_.running);
    }
    g.W_f = recurrentGradient(sides[0], states_[0], packed_.running);
    g.W_b = recurrentGradient(sides[1], states_[1], packed_.running);
    g.b_f = sides[0].sum(0);
    g.b_b = sides[1].sum(0);
    auto de = forthTimes(sides[1]).add_(sides[0]);
    at::threshold_backward_out(de, de, e_, 0);
    g.W_e = at::mm(de.t(), x_);
    g.b_e = de.sum(0);
    auto dx = at::mm(de, w.W_e);
    if (inputMask_.defined()) dx.mul_(inputMask_);
    g.W_w = sumByWord(dx, packed_.words, w.W_w.size(0));
}

}  // namespace legenda::trainers
