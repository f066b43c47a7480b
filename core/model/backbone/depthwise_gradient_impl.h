// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace legenda::model {

// The gradient by the weights [C, 1, 5, 5] of a depthwise convolution with kernel 5: x [N, C, H, W] padded by zeros
// already, dy [N, C, h, w], both channels-last, C a multiple of 16. oneDNN takes eight times as long for it, a quarter
// of the whole backward pass. No sum depends on the number of threads.
at::Tensor depthwiseGradient5(const at::Tensor& x, const at::Tensor& dy, int stride);

}  // namespace legenda::model
