// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone/region_pooling_impl.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace legenda::model {

using base::Box;

namespace {

// The fraction of cell n of `cells` that lies in [from, to] (in cells).
float overlap(double from, double to, std::int64_t n) {
    return static_cast<float>(
        std::max(0.0, std::min(to, static_cast<double>(n) + 1) - std::max(from, static_cast<double>(n))));
}

}  // namespace

at::Tensor poolingWeights(const std::vector<Box>& boxes, const Box& frame, std::int64_t rows, std::int64_t columns) {
    auto weights = at::zeros({static_cast<std::int64_t>(boxes.size()), rows * columns});
    float* out = weights.data_ptr<float>();
    std::vector<float> across(static_cast<std::size_t>(columns)), down(static_cast<std::size_t>(rows));
    for (const Box& box : boxes) {
        const double sx = static_cast<double>(columns) / frame.w, sy = static_cast<double>(rows) / frame.h;
        float sumX = 0, sumY = 0;
        for (std::int64_t c = 0; c < columns; ++c)
            sumX += across[static_cast<std::size_t>(c)] = overlap(box.x * sx, box.right() * sx, c);
        for (std::int64_t r = 0; r < rows; ++r)
            sumY += down[static_cast<std::size_t>(r)] = overlap(box.y * sy, box.bottom() * sy, r);
        const float norm = 1.0f / (sumX * sumY);
        for (const float y : down)
            for (const float x : across) *out++ = x * y * norm;
    }
    return weights;
}

at::Tensor coveredShares(const Box& box, const Box& frame, std::int64_t rows, std::int64_t columns) {
    const double sx = static_cast<double>(columns) / frame.w, sy = static_cast<double>(rows) / frame.h;
    auto shares = at::zeros({rows * columns, 1});
    float* out = shares.data_ptr<float>();
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c)
            *out++ = overlap(box.y * sy, box.bottom() * sy, r) * overlap(box.x * sx, box.right() * sx, c);
    return shares;
}

}  // namespace legenda::model
