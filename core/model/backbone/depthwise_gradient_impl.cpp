// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone/depthwise_gradient_impl.h"

#include "core/base/vector_clones.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <cstring>

namespace legenda::model {

namespace {

constexpr int kKernel = 5, kTaps = kKernel * kKernel;
constexpr std::int64_t kLanes = 16;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));  // channels

struct Row {
    const float *x, *dy;             // of the first tap and the first output
    std::int64_t outputs, channels;  // of the row; step from one pixel to the next
    std::int64_t stepX, rowX;        // from one output to the next, from one row of taps to the next
};

// Adds one row's products to the sums of 16 channels, which stay in registers.
LEGENDA_VECTOR_CLONES void addRow(const Row& row, float* sums) {
    Lanes sum[kTaps];
    std::memcpy(sum, sums, sizeof sum);
    for (std::int64_t i = 0; i < row.outputs; ++i) {
        Lanes d;
        std::memcpy(&d, row.dy + i * row.channels, sizeof d);
#pragma GCC unroll 5
        for (int ky = 0; ky < kKernel; ++ky)
#pragma GCC unroll 5
            for (int kx = 0; kx < kKernel; ++kx) {
                Lanes v;
                std::memcpy(&v, row.x + i * row.stepX + ky * row.rowX + kx * row.channels, sizeof v);
                sum[ky * kKernel + kx] += d * v;
            }
    }
    std::memcpy(sums, sum, sizeof sum);
}

}  // namespace

at::Tensor depthwiseGradient5(const at::Tensor& x, const at::Tensor& dy, int stride) {
    const std::int64_t channels = x.size(1), width = x.size(3), rows = dy.size(2), outputs = dy.size(3);
    auto gradient = at::empty({channels, 1, kKernel, kKernel}, at::kFloat);
    const float* const from = x.data_ptr<float>();
    const float* const by = dy.data_ptr<float>();
    float* const to = gradient.data_ptr<float>();
#pragma omp parallel for
    for (std::int64_t c = 0; c < channels; c += kLanes) {
        alignas(64) float sums[kTaps * kLanes] = {};
        for (std::int64_t n = 0; n < x.size(0); ++n)
            for (std::int64_t y = 0; y < rows; ++y)
                addRow({from + (n * x.size(2) + y * stride) * width * channels + c,
                        by + (n * rows + y) * outputs * channels + c, outputs, channels, stride * channels,
                        width * channels},
                       sums);
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
            for (int tap = 0; tap < kTaps; ++tap) to[(c + lane) * kTaps + tap] = sums[tap * kLanes + lane];
    }
    return gradient;
}

}  // namespace legenda::model
