// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone/efficientnet_train_impl.h"

#include "core/base/hash.h"
#include "core/model/backbone.h"
#include "core/model/backbone/depthwise_gradient_impl.h"
#include "core/model/checkpoint.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>

namespace legenda::model {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;

namespace {

// The frozen part of more pixels than this exceeds the processor's caches (see efficientnet_lite.cpp).
constexpr std::int64_t kFrozenPixelsAtOnce = 448 * 448;
constexpr std::int64_t kFrozenPixelsOnCard = 64 * kFrozenPixelsAtOnce;  // there the memory is the bound

std::string biasName(const ConvSpec& spec) {
    return spec.norm + ".bias";
}

}  // namespace

void TrainableEfficientNet::Layer::refold() {
    const c10::NoGradGuard noGradients;
    folded = {};
    folded[0][0] = (weight * scale.view({-1, 1, 1, 1})).contiguous(at::MemoryFormat::ChannelsLast);
    if (spec.stride > 1)
        for (const int rows : {0, 1})
            for (const int columns : {0, 1})
                if (rows + columns > 0)
                    folded[rows][columns] = at::constant_pad_nd(folded[0][0], {columns, 0, rows, 0})
                                                .contiguous(at::MemoryFormat::ChannelsLast);
    foldedBias = shift + bias;
}

at::Tensor TrainableEfficientNet::Layer::apply(const at::Tensor& x) const {
    const auto rows = samePadding(spec, x.size(2)), columns = samePadding(spec, x.size(3));
    const auto& kernel = folded[rows.odd][columns.odd];
    auto y = x.is_cpu() && !plain && at::globalContext().hasMKLDNN()
                 ? at::mkldnn_convolution(x, kernel, foldedBias, {rows.end, columns.end}, {spec.stride, spec.stride},
                                          {1, 1}, spec.groups)
                 : at::conv2d(x, kernel, foldedBias, {spec.stride, spec.stride}, {rows.end, columns.end}, {1, 1},
                              spec.groups);
    if (spec.clamp) y.clamp_(0, 6);
    return y;
}

std::array<at::Tensor, 3> TrainableEfficientNet::Layer::gradient(const at::Tensor& x, const at::Tensor& dy,
                                                                 bool wantInput) const {
    const auto rows = samePadding(spec, x.size(2)), columns = samePadding(spec, x.size(3));
    const std::vector<std::int64_t> biases{spec.out};
    const bool own = x.is_cpu() && !plain && spec.groups == spec.in && spec.kernel == 5 && spec.in % 16 == 0;
    auto [dx, dw, db] = at::convolution_backward(dy, x, folded[rows.odd][columns.odd], at::IntArrayRef(biases),
                                                 {spec.stride, spec.stride}, {rows.end, columns.end}, {1, 1}, false,
                                                 {0, 0}, spec.groups, {wantInput, !own, !own});
    if (own) {
        const auto padded =
            at::constant_pad_nd(x, {columns.end - columns.odd, columns.end, rows.end - rows.odd, rows.end});
        dw = depthwiseGradient5(padded.contiguous(at::MemoryFormat::ChannelsLast),
                                dy.contiguous(at::MemoryFormat::ChannelsLast), spec.stride) *
             scale.view({-1, 1, 1, 1});
        return {dw, dy.sum({0, 2, 3}), dx};
    }
    dw = dw.narrow(2, rows.odd, spec.kernel).narrow(3, columns.odd, spec.kernel) * scale.view({-1, 1, 1, 1});
    return {dw, db, dx};
}

Result<TrainableEfficientNet> TrainableEfficientNet::load(const std::filesystem::path& weights, int frozenBlocks,
                                                          const std::string& device, bool plain) try {
    TrainableEfficientNet out;
    auto backbone = backboneOf(weights);
    if (!backbone) return pass(backbone);
    out.name_ = (*backbone)->name();
    const auto [width, depth] = (*backbone)->multipliers();
    if (width == 0)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} holds {}, which cannot be trained here.", weights.string(), out.name_));
    out.net_ = architecture(width, depth);
    auto file = readEfficientNetLite(weights, out.name_, out.net_);
    if (!file) return pass(file);
    auto parent = readTensorFile(weights);
    if (!parent) return pass(parent);
    out.parent_ = std::move(*parent);
    auto hash = base::sha256OfFile(weights);
    if (!hash) return pass(hash);
    out.hash_ = std::move(*hash);
    if (frozenBlocks < 0 || frozenBlocks > out.blocks())
        return fail(ErrorCode::BadInput, fmt::format("{} has {} blocks, {} of them cannot be frozen.", weights.string(),
                                                     out.blocks(), frozenBlocks));
    out.frozenBlocks_ = static_cast<std::size_t>(frozenBlocks);
    for (const auto& spec : out.net_.convs) {
        Layer layer;
        layer.spec = spec;
        layer.plain = plain;
        layer.weight = plainTensor(*file, spec.weight).to(at::Device(device));
        layer.bias = plainTensor(*file, biasName(spec)).to(at::Device(device));
        const auto norm = frozenNorm(*file, spec);
        layer.scale = norm.scale.to(at::Device(device));
        layer.shift = norm.shift.to(at::Device(device));
        layer.refold();
        out.layers_.push_back(std::move(layer));
    }
    return out;
} catch (const c10::Error& problem) {
    return fail(ErrorCode::Internal, fmt::format("{} cannot be loaded.", weights.string()),
                problem.what_without_backtrace());
}

std::size_t TrainableEfficientNet::firstTrained() const {
    return frozenBlocks_ < net_.blocks.size() ? net_.blocks[frozenBlocks_].first : layers_.size() - 1;
}

TrainableEfficientNet TrainableEfficientNet::copy() const {
    auto out = *this;
    for (std::size_t i = firstTrained(); i < layers_.size(); ++i) {
        out.layers_[i].weight = layers_[i].weight.clone();
        out.layers_[i].bias = layers_[i].bias.clone();
    }
    return out;
}

TrainableEfficientNet::Named TrainableEfficientNet::named() {
    Named all;
    for (std::size_t i = firstTrained(); i < layers_.size(); ++i) {
        all.emplace_back(layers_[i].spec.weight, &layers_[i].weight);
        all.emplace_back(biasName(layers_[i].spec), &layers_[i].bias);
    }
    return all;
}

std::vector<int> TrainableEfficientNet::depths() const {
    std::vector<int> all;
    for (std::size_t b = frozenBlocks_; b < net_.blocks.size(); ++b)
        all.insert(all.end(), 2 * net_.blocks[b].count, blocks() - static_cast<int>(b));
    all.insert(all.end(), 2, 0);  // the head
    return all;
}

void TrainableEfficientNet::refold() {
    for (std::size_t i = firstTrained(); i < layers_.size(); ++i) layers_[i].refold();
}

at::Tensor TrainableEfficientNet::block(const Architecture::Block& block, const at::Tensor& x, Tape* tape) const {
    auto y = x;
    for (std::size_t i = block.first; i < block.first + block.count; ++i) {
        if (tape != nullptr) tape->inputs.push_back(y);
        y = layers_[i].apply(y);
    }
    return block.skip ? y.add_(x) : y;
}

at::Tensor TrainableEfficientNet::frozenPart(const at::Tensor& pixels) const {
    const c10::NoGradGuard noGradients;
    const auto device = layers_.front().weight.device();
    const auto atOnce = device.is_cpu() ? kFrozenPixelsAtOnce : kFrozenPixelsOnCard;
    const auto step = std::max<std::int64_t>(1, atOnce / (pixels.size(1) * pixels.size(2)));
    std::vector<at::Tensor> parts;
    for (std::int64_t at = 0; at < pixels.size(0); at += step) {
        auto x = pixels.narrow(0, at, std::min(step, pixels.size(0) - at)).to(device, at::kFloat, false, true);
        x = layers_.front().apply(x.sub_(kPixelMean).div_(kPixelScale).permute({0, 3, 1, 2}));
        for (std::size_t b = 0; b < frozenBlocks_; ++b) x = block(net_.blocks[b], x, nullptr);
        parts.push_back(x);
    }
    return parts.size() == 1 ? parts.front() : at::cat(parts);
}

at::Tensor TrainableEfficientNet::forward(const at::Tensor& frozen, Tape* tape) const {
    const c10::NoGradGuard noGradients;
    auto x = frozen;
    for (std::size_t b = frozenBlocks_; b < net_.blocks.size(); ++b) x = block(net_.blocks[b], x, tape);
    if (tape != nullptr) tape->inputs.push_back(x);
    x = layers_.back().apply(x);
    if (tape != nullptr) tape->output = x;
    return x;
}

void TrainableEfficientNet::backward(Tape& tape, at::Tensor dOutput, std::vector<at::Tensor>& gradients) const {
    const c10::NoGradGuard noGradients;
    const std::size_t first = firstTrained();
    if (gradients.empty())
        for (std::size_t i = first; i < layers_.size(); ++i)
            for (const auto* of : {&layers_[i].weight, &layers_[i].bias}) gradients.push_back(at::zeros_like(*of));
    // The gradient by the input of convolution i, whose output y got dy.
    const auto through = [&](std::size_t i, const at::Tensor& y, at::Tensor dy) {
        if (layers_[i].spec.clamp) dy = at::hardtanh_backward(dy, y, 0, 6);  // y at a bound: it got no further
        auto found = layers_[i].gradient(tape.inputs[i - first], dy, i > first);
        gradients[2 * (i - first)] += found[0];
        gradients[2 * (i - first) + 1] += found[1];
        return found[2];
    };
    auto d = through(layers_.size() - 1, tape.output, dOutput.contiguous(at::MemoryFormat::ChannelsLast));
    tape.output.reset();
    for (std::size_t b = net_.blocks.size(); b-- > frozenBlocks_;) {
        const auto& block = net_.blocks[b];
        const auto after = d;
        for (std::size_t i = block.first + block.count; i-- > block.first;) {
            const bool last = i + 1 == block.first + block.count;  // it has no clamp
            d = through(i, last ? at::Tensor() : tape.inputs[i + 1 - first], d);
            if (!last) tape.inputs[i + 1 - first].reset();
        }
        if (block.skip && d.defined()) d = d.add_(after);
    }
    tape.inputs.clear();
}

TensorFile TrainableEfficientNet::file() const {
    TensorFile content = parent_;
    for (std::size_t i = firstTrained(); i < layers_.size(); ++i) {
        content.tensors[layers_[i].spec.weight] = storeTensor(layers_[i].weight, true);
        content.tensors[biasName(layers_[i].spec)] = storeTensor(layers_[i].bias, true);
    }
    return content;
}

}  // namespace legenda::model
