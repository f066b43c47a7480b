// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone/efficientnet_lite.h"

#include "core/base/hash.h"
#include "core/model/backbone/efficientnet_layout_impl.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace legenda::model {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;

namespace {

// Activations of more pixels than this exceed the processor's caches: larger batches are split (measured: 3 ms per
// crop of 224 pixels in batches of four, 6 ms in batches of twenty).
constexpr std::int64_t kPixelsAtOnce = 448 * 448;
constexpr std::int64_t kPixelsOnCard = 64 * kPixelsAtOnce;  // there the memory is the bound, not the caches

struct Conv {
    ConvSpec spec;
    // [rows asymmetric][columns asymmetric]: with a row and column of zeros in front, see apply().
    std::array<std::array<at::Tensor, 2>, 2> weight;
    at::Tensor bias;

    at::Tensor apply(const at::Tensor& x) {
        const auto [padH, oddH] = samePadding(spec, x.size(2));
        const auto [padW, oddW] = samePadding(spec, x.size(3));
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
};

class EfficientNetLite : public LoadedBackbone {
 public:
    EfficientNetLite(const TensorFile& file, Architecture net, std::string hash, const at::Device& device)
        : blocks_(std::move(net.blocks)), device_(device) {
        hash_ = std::move(hash);
        for (auto& spec : net.convs) {
            Conv conv;
            auto folded = foldedNorm(file, spec);
            conv.weight[0][0] = folded.weight.to(device_);
            conv.bias = folded.bias.to(device_);
            conv.spec = std::move(spec);
            convs_.push_back(std::move(conv));
        }
        classWeight_ = plainTensor(file, "_fc.weight").t().to(device_);
        classBias_ = plainTensor(file, "_fc.bias").to(device_);
    }

    int dimension() const override { return kHeadChannels; }

    at::Tensor map(const std::uint8_t* rgb, int count, int height, int width) override {
        return inParts(rgb, count, height, width, false).front();
    }

    std::vector<at::Tensor> pyramid(const std::uint8_t* rgb, int count, int height, int width) override {
        return inParts(rgb, count, height, width, true);
    }

    at::Tensor classify(const at::Tensor& vectors) override {
        const c10::NoGradGuard noGradients;
        return at::addmm(classBias_, vectors, classWeight_);
    }

 private:
    std::vector<at::Tensor> inParts(const std::uint8_t* rgb, int count, int height, int width, bool levels) {
        if (count < 1 || height < 1 || width < 1) throw std::invalid_argument("a backbone needs at least one pixel");
        const c10::NoGradGuard noGradients;
        const std::int64_t pixels = static_cast<std::int64_t>(height) * width;
        const auto step = static_cast<int>(
            std::clamp<std::int64_t>((device_.is_cpu() ? kPixelsAtOnce : kPixelsOnCard) / pixels, 1, count));
        std::vector<std::vector<at::Tensor>> parts;  // of each level
        for (int at = 0; at < count; at += step) {
            auto maps = forward(rgb + static_cast<std::int64_t>(at) * pixels * 3, std::min(step, count - at), height,
                                width, levels);
            parts.resize(maps.size());
            for (std::size_t i = 0; i < maps.size(); ++i) parts[i].push_back(std::move(maps[i]));
        }
        std::vector<at::Tensor> whole;
        for (const auto& of : parts) whole.push_back(of.size() == 1 ? of.front() : at::cat(of));
        return whole;
    }

    bool halves(const Architecture::Block& block) const {
        for (std::size_t i = 0; i < block.count; ++i)
            if (convs_[block.first + i].spec.stride > 1) return true;
        return false;
    }

    // With `levels` those of pyramid(), else the last map alone.
    std::vector<at::Tensor> forward(const std::uint8_t* rgb, int count, int height, int width, bool levels) {
        // Pixels lie channels-last already, and so do all maps: oneDNN's fastest layout here, and no copies.
        auto x = at::from_blob(const_cast<std::uint8_t*>(rgb), {count, height, width, 3}, at::kByte)
                     .to(device_)
                     .to(at::kFloat)
                     .sub_(kPixelMean)
                     .div_(kPixelScale)
                     .permute({0, 3, 1, 2});
        x = convs_.front().apply(x);
        std::vector<at::Tensor> maps;  // before each block that halves them
        for (const auto& block : blocks_) {
            if (levels && halves(block)) maps.push_back(x);
            auto y = x;
            for (std::size_t i = 0; i < block.count; ++i) y = convs_[block.first + i].apply(y);
            x = block.skip ? y.add_(x) : y;
        }
        if (levels) {
            constexpr std::ptrdiff_t kLevels = 3;
            maps.push_back(x);
            maps.erase(maps.begin(), maps.end() - kLevels);
        }
        maps.push_back(convs_.back().apply(x).contiguous());
        return maps;
    }

    std::vector<Conv> convs_;
    std::vector<Architecture::Block> blocks_;
    at::Device device_;
    at::Tensor classWeight_, classBias_;
};

class EfficientNetLiteBackbone : public Backbone {
 public:
    EfficientNetLiteBackbone(std::string name, double width, double depth)
        : name_(std::move(name)), width_(width), depth_(depth) {}
    std::string name() const override { return name_; }
    std::string weightsFile() const override { return name_ + ".safetensors"; }
    Multipliers multipliers() const override { return {width_, depth_}; }

    Result<std::unique_ptr<LoadedBackbone>> load(const std::filesystem::path& weights,
                                                 const std::string& device) const override try {
        Architecture net = architecture(width_, depth_);
        auto file = readEfficientNetLite(weights, name_, net);
        if (!file) return pass(file);
        auto hash = base::sha256OfFile(weights);
        if (!hash) return pass(hash);
        return std::make_unique<EfficientNetLite>(*file, std::move(net), std::move(*hash), at::Device(device));
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
