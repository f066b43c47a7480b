// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone/efficientnet_layout_impl.h"

#include "core/model/checkpoint.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace legenda::model {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;

namespace {

constexpr double kNormEpsilon = 1e-3;
constexpr int kStemChannels = 32;

struct Stage {
    int repeats, kernel, stride, expand, channels;
};
constexpr std::array<Stage, 7> kStages{{
    {1, 3, 1, 1, 16},
    {2, 3, 2, 6, 24},
    {2, 5, 2, 6, 40},
    {3, 3, 2, 6, 80},
    {3, 5, 1, 6, 112},
    {4, 5, 2, 6, 192},
    {1, 3, 1, 6, 320},
}};

int scaled(int channels, double multiplier) {
    const double wanted = channels * multiplier;
    int rounded = std::max(8, static_cast<int>(wanted + 4) / 8 * 8);
    if (rounded < 0.9 * wanted) rounded += 8;
    return rounded;
}

base::Status compare(const Shapes& expected, const TensorFile& file, const std::string& where) {
    for (const auto& [name, shape] : expected) {
        const auto found = file.tensors.find(name);
        if (found == file.tensors.end())
            return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" is missing.", where, name));
        if (found->second.shape != shape)
            return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" has shape {}, expected {}.", where, name,
                                                         found->second.shape, shape));
        if (found->second.dtype != "F16" && found->second.dtype != "F32")
            return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" has type {}, expected F16 or F32.", where,
                                                         name, found->second.dtype));
    }
    for (const auto& [name, tensor] : file.tensors)
        if (!expected.contains(name))
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: tensor \"{}\" is not part of this network.", where, name));
    return {};
}

}  // namespace

Padding samePadding(const ConvSpec& spec, std::int64_t length) {
    const std::int64_t out = (length + spec.stride - 1) / spec.stride;
    const std::int64_t total = std::max<std::int64_t>((out - 1) * spec.stride + spec.kernel - length, 0);
    return {(total + 1) / 2, static_cast<int>(total % 2)};
}

Architecture architecture(double width, double depth) {
    Architecture net;
    net.convs.push_back({"_conv_stem.weight", "_bn0", 3, kStemChannels, 3, 2, 1, true});
    int in = kStemChannels;
    for (std::size_t s = 0; s < kStages.size(); ++s) {
        const Stage& stage = kStages[s];
        const bool fixed = s == 0 || s + 1 == kStages.size();
        const int repeats = fixed ? stage.repeats : static_cast<int>(std::ceil(stage.repeats * depth));
        const int out = scaled(stage.channels, width);
        for (int r = 0; r < repeats; ++r) {
            const std::string prefix = fmt::format("_blocks.{}.", net.blocks.size());
            const int stride = r == 0 ? stage.stride : 1;
            const int middle = in * stage.expand;
            Architecture::Block block{net.convs.size(), 0, stride == 1 && in == out};
            if (stage.expand != 1)
                net.convs.push_back({prefix + "_expand_conv.weight", prefix + "_bn0", in, middle, 1, 1, 1, true});
            net.convs.push_back({prefix + "_depthwise_conv.weight", prefix + "_bn1", middle, middle, stage.kernel,
                                 stride, middle, true});
            net.convs.push_back({prefix + "_project_conv.weight", prefix + "_bn2", middle, out, 1, 1, 1, false});
            block.count = net.convs.size() - block.first;
            net.blocks.push_back(block);
            in = out;
        }
    }
    net.convs.push_back({"_conv_head.weight", "_bn1", in, kHeadChannels, 1, 1, 1, true});
    return net;
}

Shapes expectedShapes(const Architecture& net) {
    Shapes shapes{{"_fc.weight", {kClasses, kHeadChannels}}, {"_fc.bias", {kClasses}}};
    for (const auto& c : net.convs) {
        shapes[c.weight] = {c.out, c.in / c.groups, c.kernel, c.kernel};
        for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) shapes[c.norm + part] = {c.out};
    }
    return shapes;
}

Result<TensorFile> readEfficientNetLite(const std::filesystem::path& weights, const std::string& name,
                                        const Architecture& net) {
    auto file = readModelFile(weights);  // the classifier, which only ranks proposals, may be of bytes
    if (!file) return pass(file);
    const auto named = file->metadata.find("architecture");
    if (named != file->metadata.end() && named->second != name)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} holds {}, expected {}.", weights.string(), named->second, name));
    if (auto same = compare(expectedShapes(net), *file, weights.string()); !same) return pass(same);
    return file;
}

at::Tensor plainTensor(const TensorFile& file, const std::string& name) {
    const StoredTensor& stored = file.tensors.at(name);
    const auto type = stored.dtype == "F16" ? at::kHalf : at::kFloat;
    return at::from_blob(const_cast<std::uint8_t*>(stored.bytes.data()), stored.shape, type)
        .to(at::kFloat, false, true);
}

FrozenNorm frozenNorm(const TensorFile& file, const ConvSpec& spec) {
    const auto read = [&](const char* part) { return plainTensor(file, spec.norm + part); };
    const auto scale = read(".weight") / (read(".running_var") + kNormEpsilon).sqrt();
    return {scale, -read(".running_mean") * scale};
}

FoldedConv foldedNorm(const TensorFile& file, const ConvSpec& spec) {
    const auto norm = frozenNorm(file, spec);
    return {
        (plainTensor(file, spec.weight) * norm.scale.view({-1, 1, 1, 1})).contiguous(at::MemoryFormat::ChannelsLast),
        norm.shift + plainTensor(file, spec.norm + ".bias")};
}

}  // namespace legenda::model
