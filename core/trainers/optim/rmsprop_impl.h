// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace legenda::trainers {

struct RmsPropOptions {
    double decay = 0.999;
    double epsilon = 1e-8;
    double clip = 5;         // each element of a gradient is cut to [-clip, clip]
    double weightDecay = 0;  // decoupled: w -= rate * weightDecay * w
};

// RMSprop:  m = d m + (1-d) g^2;  w -= rate g / sqrt(m / (1 - d^n) + epsilon)  at its n-th step. The divisor corrects
// the start from m = 0: without it the first steps are 1/sqrt(1-d) = 32 times too long. Owned by a trainer; the weights
// outlive it. On the CPU one pass over memory; `plain` takes the tensor operations of the other devices there too.
class RmsProp {
 public:
    RmsProp(std::vector<std::pair<std::string, at::Tensor*>> weights, const RmsPropOptions& options,
            bool plain = false);

    // gradients in the order of the weights.
    void step(const std::vector<at::Tensor>& gradients, double rate);
    std::int64_t steps() const { return steps_; }

    // "rms.NAME" tensors and the number of steps in the metadata ("optimiser_steps"): bit-equal after restore().
    void save(model::TensorFile& state) const;
    base::Status restore(const model::TensorFile& state);  // checked before anything is changed

 private:
    std::vector<std::pair<std::string, at::Tensor*>> weights_;
    std::vector<at::Tensor> squares_;
    RmsPropOptions options_;
    std::int64_t steps_ = 0;
    bool plain_;
};

}  // namespace legenda::trainers
