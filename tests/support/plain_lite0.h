// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/safetensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace legenda::tests {

// EfficientNet-Lite0 as its authors wrote it: batch norm by itself, maps padded by hand, rows of the usual layout. Slow
// and plain, and with autograd: `tensors` may be given requires_grad.
class PlainLite0 {
 public:
    explicit PlainLite0(const model::TensorFile& file) {
        for (const auto& [name, t] : file.tensors)
            if (t.dtype == "F16")
                tensors[name] =
                    at::from_blob(const_cast<std::uint8_t*>(t.bytes.data()), t.shape, at::kHalf).to(at::kFloat);
    }
    std::map<std::string, at::Tensor> tensors;

    at::Tensor map(const std::vector<std::uint8_t>& rgb, int height, int width, int count = 1) {
        auto x = at::from_blob(const_cast<std::uint8_t*>(rgb.data()), {count, height, width, 3}, at::kByte)
                     .permute({0, 3, 1, 2})
                     .contiguous()
                     .to(at::kFloat);
        x = (x - 127) / 128;
        x = layer(x, "_conv_stem", "_bn0", 2, 1).clamp(0, 6);
        const int stages[7][3] = {{1, 1, 16},  {2, 2, 24},  {2, 2, 40}, {3, 2, 80},
                                  {3, 1, 112}, {4, 2, 192}, {1, 1, 320}};
        int block = 0;
        for (const auto& stage : stages)
            for (int r = 0; r < stage[0]; ++r, ++block) {
                const std::string p = "_blocks." + std::to_string(block) + ".";
                auto y = x;
                if (block > 0) y = layer(y, p + "_expand_conv", p + "_bn0", 1, 1).clamp(0, 6);
                y = layer(y, p + "_depthwise_conv", p + "_bn1", r == 0 ? stage[1] : 1, y.size(1)).clamp(0, 6);
                y = layer(y, p + "_project_conv", p + "_bn2", 1, 1);
                x = r > 0 ? x + y : y;
            }
        return layer(x, "_conv_head", "_bn1", 1, 1).clamp(0, 6);
    }

 private:
    const at::Tensor& read(const std::string& name) { return tensors.at(name); }
    at::Tensor layer(const at::Tensor& x, const std::string& conv, const std::string& norm, std::int64_t stride,
                     std::int64_t groups) {
        const auto w = read(conv + ".weight");
        const auto pad = [&](std::int64_t length) {
            const std::int64_t total =
                std::max<std::int64_t>(((length + stride - 1) / stride - 1) * stride + w.size(2) - length, 0);
            return std::pair(total / 2, total - total / 2);
        };
        const auto [top, bottom] = pad(x.size(2));
        const auto [left, right] = pad(x.size(3));
        const std::vector<std::int64_t> strides{stride, stride}, none{0, 0}, one{1, 1};
        const auto y = at::conv2d(at::constant_pad_nd(x, {left, right, top, bottom}), w, at::Tensor(),
                                  at::IntArrayRef(strides), at::IntArrayRef(none), at::IntArrayRef(one), groups);
        return at::batch_norm(y, read(norm + ".weight"), read(norm + ".bias"), read(norm + ".running_mean"),
                              read(norm + ".running_var"), false, 0, 1e-3, false);
    }
};

}  // namespace legenda::tests
