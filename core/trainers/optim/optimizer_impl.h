// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// The L2 norm of all gradients of one step. Costs a pass over memory, so that optimisers that do not need it have it at
// every kNormEvery-th step alone.
inline constexpr std::int64_t kNormEvery = 10;
double gradientNorm(const std::vector<at::Tensor>& gradients);

// In the metadata of a saved state: the number of steps that the optimiser has done.
inline constexpr const char* kOptimiserSteps = "optimiser_steps";

// Stochastic gradient descent with momentum, element-wise clipping and weight decay:
//   u <- momentum u - rate (clip(gradient) + decay w);  w <- w + u
// Decay applies to matrices alone, not to biases. Works in place on the parameters, which the caller owns: contiguous
// float32. On the CPU one pass over memory; `plain` takes the tensor operations of the other devices there too.
class Sgd {
 public:
    Sgd(std::vector<std::pair<std::string, at::Tensor*>> parameters, double momentum, double weightDecay, double clip,
        bool plain = false);

    // gradients in the order of the parameters.
    void step(const std::vector<at::Tensor>& gradients, double rate);

    void save(model::TensorFile& state) const;  // "velocity.NAME"
    base::Status restore(const model::TensorFile& state, const std::filesystem::path& file);

 private:
    std::vector<std::pair<std::string, at::Tensor*>> parameters_;
    std::vector<at::Tensor> velocities_;
    double momentum_, weightDecay_, clip_;
    bool plain_;
};

}  // namespace legenda::trainers
