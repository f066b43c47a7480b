// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/efficientnet_lite.h"

#include "core/base/hash.h"
#include "core/model/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>

namespace legenda::model {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;

namespace {

constexpr double kNormEpsilon = 1e-3;
constexpr double kPixelMean = 127.0, kPixelScale = 128.0;
constexpr int kStemChannels = 32, kHeadChannels = 1280, kClasses = 1000;
// Activations of more pixels than this fall out of the processor's caches: larger batches are cut (measured: 3 ms a
// crop of 224 pixels in batches of four, 6 ms in batches of twenty).
constexpr std::int64_t kPixelsAtOnce = 448 * 448;

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

int scaled(int channels, double multiplier) {
    const double wanted = channels * multiplier;
    int rounded = std::max(8, static_cast<int>(wanted + 4) / 8 * 8);
    if (rounded < 0.9 * wanted) rounded += 8;
    return rounded;
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

struct Conv {
    ConvSpec spec;
    // [rows asymmetric][columns asymmetric]: with a row and column of zeros in front, see apply().
    std::array<std::array<at::Tensor, 2>, 2> weight;
    at::Tensor bias;

    at::Tensor apply(const at::Tensor& x) {
        const auto [padH, oddH] = padding(x.size(2));
        const auto [padW, oddW] = padding(x.size(3));
        auto& w = weight[oddH][oddW];
        if (!w.defined())
            w = at::constant_pad_nd(weight[0][0], {oddW, 0, oddH, 0}).contiguous(at::MemoryFormat::ChannelsLast);
        // On one thread LibTorch itself would take a plain matrix product for 1x1 kernels, at less than half of
        // oneDNN's speed.
        auto y = x.is_cpu() && at::globalContext().hasMKLDNN()
                     ? at::mkldnn_convolution(x, w, bias, {padH, padW}, {spec.stride, spec.stride}, {1, 1}, spec.groups)
                     : at::conv2d(x, w, bias, {spec.stride, spec.stride}, {padH, padW}, {1, 1}, spec.groups);
        if (spec.clamp) y.clamp_(0, 6);
        return y;
    }

 private:
    // TensorFlow's "same" padding: where it is odd the end gets one more than the beginning. A kernel with zeros in
    // front of it and the end's padding on both sides gives the same sums, without a padded copy of the map.
    std::pair<std::int64_t, int> padding(std::int64_t length) const {
        const std::int64_t out = (length + spec.stride - 1) / spec.stride;
        const std::int64_t total = std::max<std::int64_t>((out - 1) * spec.stride + spec.kernel - length, 0);
        return {(total + 1) / 2, static_cast<int>(total % 2)};
    }
};

class EfficientNetLite : public LoadedBackbone {
 public:
    EfficientNetLite(const TensorFile& file, Architecture net, std::string hash) : blocks_(std::move(net.blocks)) {
        hash_ = std::move(hash);
        for (auto& spec : net.convs) {
            const auto read = [&](const std::string& name) { return tensor(file, name); };
            const auto scale = read(spec.norm + ".weight") / (read(spec.norm + ".running_var") + kNormEpsilon).sqrt();
            Conv conv;
            conv.bias = read(spec.norm + ".bias") - read(spec.norm + ".running_mean") * scale;
            conv.weight[0][0] =
                (read(spec.weight) * scale.view({-1, 1, 1, 1})).contiguous(at::MemoryFormat::ChannelsLast);
            conv.spec = std::move(spec);
            convs_.push_back(std::move(conv));
        }
        classWeight_ = tensor(file, "_fc.weight").t();
        classBias_ = tensor(file, "_fc.bias");
    }

    int dimension() const override { return kHeadChannels; }

    at::Tensor map(const std::uint8_t* rgb, int count, int height, int width) override {
        if (count < 1 || height < 1 || width < 1) throw std::invalid_argument("a backbone needs at least one pixel");
        const c10::NoGradGuard noGradients;
        const std::int64_t pixels = static_cast<std::int64_t>(height) * width;
        const auto step = static_cast<int>(std::clamp<std::int64_t>(kPixelsAtOnce / pixels, 1, count));
        std::vector<at::Tensor> maps;
        for (int at = 0; at < count; at += step)
            maps.push_back(
                forward(rgb + static_cast<std::int64_t>(at) * pixels * 3, std::min(step, count - at), height, width));
        return maps.size() == 1 ? maps.front() : at::cat(maps);
    }

    at::Tensor classify(const at::Tensor& vectors) override {
        const c10::NoGradGuard noGradients;
        return at::addmm(classBias_, vectors, classWeight_);
    }

 private:
    at::Tensor forward(const std::uint8_t* rgb, int count, int height, int width) {
        // Pixels lie channels-last already, and so do all maps: oneDNN's fastest layout here, and no copies.
        auto x = at::from_blob(const_cast<std::uint8_t*>(rgb), {count, height, width, 3}, at::kByte)
                     .to(at::kFloat)
                     .sub_(kPixelMean)
                     .div_(kPixelScale)
                     .permute({0, 3, 1, 2});
        x = convs_.front().apply(x);
        for (const auto& block : blocks_) {
            auto y = x;
            for (std::size_t i = 0; i < block.count; ++i) y = convs_[block.first + i].apply(y);
            x = block.skip ? y.add_(x) : y;
        }
        return convs_.back().apply(x).contiguous();
    }

    static at::Tensor tensor(const TensorFile& file, const std::string& name) {
        const StoredTensor& stored = file.tensors.at(name);
        const auto type = stored.dtype == "F16" ? at::kHalf : at::kFloat;
        return at::from_blob(const_cast<std::uint8_t*>(stored.bytes.data()), stored.shape, type)
            .to(at::kFloat, false, true);
    }

    std::vector<Conv> convs_;
    std::vector<Architecture::Block> blocks_;
    at::Tensor classWeight_, classBias_;
};

using Shapes = std::map<std::string, std::vector<std::int64_t>>;

Shapes expectedShapes(const Architecture& net) {
    Shapes shapes{{"_fc.weight", {kClasses, kHeadChannels}}, {"_fc.bias", {kClasses}}};
    for (const auto& c : net.convs) {
        shapes[c.weight] = {c.out, c.in / c.groups, c.kernel, c.kernel};
        for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) shapes[c.norm + part] = {c.out};
    }
    return shapes;
}

base::Status compare(const Shapes& expected, const TensorFile& file, const std::string& where) {
    for (const auto& [name, shape] : expected) {
        const auto found = file.tensors.find(name);
        if (found == file.tensors.end())
            return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" is missing.", where, name));
        if (found->second.shape != shape)
            return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" has shape {}, expected {}.", where, name,
                                                         found->second.shape, shape));
        if (found->second.dtype == "I64")
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: tensor \"{}\" holds integers, expected F16 or F32.", where, name));
    }
    for (const auto& [name, tensor] : file.tensors)
        if (!expected.contains(name))
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: tensor \"{}\" is not part of this network.", where, name));
    return {};
}

class EfficientNetLiteBackbone : public Backbone {
 public:
    EfficientNetLiteBackbone(std::string name, double width, double depth)
        : name_(std::move(name)), width_(width), depth_(depth) {}
    std::string name() const override { return name_; }
    std::string weightsFile() const override { return name_ + ".safetensors"; }

    Result<std::unique_ptr<LoadedBackbone>> load(const std::filesystem::path& weights) const override try {
        auto file = readTensorFile(weights);
        if (!file) return pass(file);
        const auto named = file->metadata.find("architecture");
        if (named != file->metadata.end() && named->second != name_)
            return fail(ErrorCode::BadInput,
                        fmt::format("{} holds {}, expected {}.", weights.string(), named->second, name_));
        Architecture net = architecture(width_, depth_);
        if (auto same = compare(expectedShapes(net), *file, weights.string()); !same) return pass(same);
        auto hash = base::sha256OfFile(weights);
        if (!hash) return pass(hash);
        return std::make_unique<EfficientNetLite>(*file, std::move(net), std::move(*hash));
    } catch (const c10::Error& problem) {
        return fail(ErrorCode::Internal, fmt::format("{} cannot be loaded.", weights.string()),
                    problem.what_without_backtrace());
    }

 private:
    std::string name_;
    double width_, depth_;
};

}  // namespace

BackbonePtr makeEfficientNetLite(const std::string& name, double widthMultiplier, double depthMultiplier) {
    return std::make_unique<EfficientNetLiteBackbone>(name, widthMultiplier, depthMultiplier);
}

}  // namespace legenda::model
