// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/safetensors.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::model {

// The layers of the EfficientNet-Lite family and the tensors of its files, shared by inference and training.

constexpr double kPixelMean = 127.0, kPixelScale = 128.0;
constexpr int kHeadChannels = 1280, kClasses = 1000;

// A convolution with the names of its tensors in the file; batch norm is folded into weight and bias at load.
struct ConvSpec {
    std::string weight, norm;
    int in, out, kernel, stride, groups;
    bool clamp;  // ReLU6 after it
};

struct Architecture {
    std::vector<ConvSpec> convs;  // stem, blocks, head
    struct Block {
        std::size_t first, count;
        bool skip;
    };
    std::vector<Block> blocks;
};

// TensorFlow's "same" padding of a side of this length: where it is odd the end gets one more than the beginning. A
// kernel with zeros in front of it and the end's padding on both sides gives the same sums, without a padded copy of
// the map.
struct Padding {
    std::int64_t end;
    int odd;
};
Padding samePadding(const ConvSpec& spec, std::int64_t length);

// The multipliers stretch the channels and the repeats of lite0's blocks.
Architecture architecture(double width, double depth);

using Shapes = std::map<std::string, std::vector<std::int64_t>>;
Shapes expectedShapes(const Architecture& net);

// The tensors of a weights file: an 8-bit classifier dequantised, all names, shapes and types as the network's, its
// metadata's architecture `name`; else BadInput.
base::Result<TensorFile> readEfficientNetLite(const std::filesystem::path& weights, const std::string& name,
                                              const Architecture& net);

at::Tensor plainTensor(const TensorFile& file, const std::string& name);  // float32, a copy
// The part of a batch norm that training leaves as it is: y = scale x + shift + bias. [out] each
struct FrozenNorm {
    at::Tensor scale, shift;
};
FrozenNorm frozenNorm(const TensorFile& file, const ConvSpec& spec);
// Weight and bias of a convolution with its batch norm folded in, channels-last.
struct FoldedConv {
    at::Tensor weight, bias;
};
FoldedConv foldedNorm(const TensorFile& file, const ConvSpec& spec);

}  // namespace legenda::model
