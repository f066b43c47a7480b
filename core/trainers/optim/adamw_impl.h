// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/safetensors.h"
#include "core/trainers/adamw_options.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// AdamW (Loshchilov and Hutter 2019) with an EMA of the weights, which starts as the plain mean:
//   m = d1 m + (1-d1) g;  v = d2 v + (1-d2) g^2;  w -= rate (m' / (sqrt(v') + epsilon) + decay w)
//   average = d average + (1-d) w,  d = min(averaging, (n+1) / (n+10)) at step n
// m', v' are corrected for their start at zero. Works in place on weights and averages, which the caller owns and which
// have the same names in the same order: contiguous float32. On the CPU one pass over memory; `plain` takes the tensor
// operations of the other devices there too.
class AdamW {
 public:
    using Named = std::vector<std::pair<std::string, at::Tensor*>>;
    AdamW(Named weights, Named averages, const AdamWOptions& options, bool plain = false);

    // gradients in the order of the weights; factors: of the rate, for each weight (empty: 1). The gradients' norm
    // before clipping.
    double step(const std::vector<at::Tensor>& gradients, double rate, const std::vector<double>& factors = {});

    void save(model::TensorFile& state) const;  // "weight.NAME", "average.NAME", "first.NAME", "second.NAME", steps
    // Sets weights and averages as well; checked before anything is changed.
    base::Status restore(const model::TensorFile& state, const std::filesystem::path& file);

 private:
    Named weights_, averages_;
    std::vector<at::Tensor> first_, second_;
    AdamWOptions options_;
    std::int64_t steps_ = 0;
    bool plain_;
};

// Takes the gradients that a backward pass left in weights that require them, zeros where it left none; afterwards the
// weights require none.
std::vector<at::Tensor> takeGradients(const AdamW::Named& weights);

}  // namespace legenda::trainers
