// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/alignment/alignment_net_impl.h"

#include "core/model/alignment/alignment_impl.h"
#include "core/model/alignment/conv_net_impl.h"

#include <fmt/format.h>

namespace legenda::model {

namespace {

class Brnn final : public AlignmentNet {
 public:
    explicit Brnn(AlignmentWeights weights) : weights_(std::move(weights)) {}

    Lengths lengths() const override {
        const auto shape = weights_.shape();
        return {shape.words, shape.features, shape.embedding, 0, 0};
    }
    Map map() const override { return {weights_.W_m, weights_.b_m, weights_.W_m.new_zeros({weights_.W_m.size(0), 0})}; }
    at::Tensor units(const at::Tensor& x, const at::Tensor&) const override { return x.new_zeros({x.size(0), 0}); }
    at::Tensor frames(const at::Tensor& x) const override { return at::zeros({x.size(0), 0}); }
    Sentences sentences(std::span<const std::vector<int>> wordsOfEach) const override {
        auto packed = packSentences(wordsOfEach);
        const auto device = weights_.W_w.device();
        for (auto* tensor : {&packed.words, &packed.mirror, &packed.order}) *tensor = tensor->to(device);
        return {encodeWords(weights_, packed), at::zeros({static_cast<std::int64_t>(wordsOfEach.size()), 0})};
    }

 private:
    AlignmentWeights weights_;
};

class Conv final : public AlignmentNet {
 public:
    explicit Conv(ConvWeights weights) : weights_(std::move(weights)) {}

    Lengths lengths() const override {
        return {weights_.W_w.size(0), weights_.W_m.size(1), weights_.W_m.size(0), weights_.W_f.size(0),
                weights_.W_p.size(0)};
    }
    Map map() const override { return {weights_.W_m, weights_.b_m, weights_.W_r}; }
    at::Tensor units(const at::Tensor& x, const at::Tensor& places) const override {
        return regionUnits(weights_, x, places);
    }
    at::Tensor frames(const at::Tensor& x) const override { return encodeFrames(weights_, x); }
    Sentences sentences(std::span<const std::vector<int>> wordsOfEach) const override {
        auto encoded = encodeSentences(weights_, wordsOfEach);
        return {std::move(encoded.s), std::move(encoded.q)};
    }

 private:
    ConvWeights weights_;
};

template <class Net, class Weights>
base::Result<std::unique_ptr<AlignmentNet>> made(base::Result<Weights> weights, const at::Device& device) {
    if (!weights) return base::pass(weights);
    for (auto& [name, tensor] : weights->named()) *tensor = tensor->to(device);
    return std::make_unique<Net>(std::move(*weights));
}

}  // namespace

base::Result<std::unique_ptr<AlignmentNet>> takeAlignmentNet(const std::string& architecture, const TensorFile& content,
                                                             const std::filesystem::path& file,
                                                             const at::Device& device) {
    if (architecture == "brnn") return made<Brnn>(takeAlignmentWeights(content, file), device);
    if (architecture == "conv") return made<Conv>(takeConvWeights(content, file), device);
    return base::fail(
        base::ErrorCode::BadInput,
        fmt::format("{}: the alignment architecture must be brnn or conv, found \"{}\".", file.string(), architecture));
}

}  // namespace legenda::model
