// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/proposer/proposer_net_impl.h"

#include "core/model/checkpoint.h"

#include <fmt/format.h>

namespace legenda::model {

namespace {

constexpr double kLargestShift = 2;  // of a logarithm of a size
constexpr std::int64_t kValues = 5;

template <class Weights>
auto namedOf(Weights& w) {
    using Tensor = std::conditional_t<std::is_const_v<Weights>, const at::Tensor, at::Tensor>;
    return std::vector<std::pair<std::string, Tensor*>>{
        {"W_8", &w.W_8}, {"W_16", &w.W_16}, {"W_32", &w.W_32}, {"W_g", &w.W_g}, {"b", &w.b},
        {"K_1", &w.K_1}, {"b_1", &w.b_1},   {"K_2", &w.K_2},   {"b_2", &w.b_2}, {"K_3", &w.K_3},
        {"b_3", &w.b_3}, {"W_o", &w.W_o},   {"b_o", &w.b_o}};
}

at::Tensor pointwise(const at::Tensor& x, const at::Tensor& weight) {
    return at::conv2d(x, weight.unsqueeze(2).unsqueeze(3));
}

at::Tensor deeper(const at::Tensor& x, const at::Tensor& kernel, const at::Tensor& bias) {
    return x + at::conv2d(x, kernel, bias, {1, 1}, {1, 1}).relu();
}

}  // namespace

std::vector<std::pair<std::string, at::Tensor*>> ProposerWeights::named() {
    return namedOf(*this);
}
std::vector<std::pair<std::string, const at::Tensor*>> ProposerWeights::named() const {
    return namedOf(*this);
}

std::map<std::string, std::vector<std::int64_t>> ProposerWeights::shapes(const ProposerShape& shape) {
    const auto c = shape.channels;
    std::map<std::string, std::vector<std::int64_t>> shapes{{"W_8", {c, shape.fine}},
                                                            {"W_16", {c, shape.middle}},
                                                            {"W_32", {c, shape.coarse}},
                                                            {"W_g", {c, shape.coarse}},
                                                            {"b", {c}},
                                                            {"W_o", {kValues * shape.anchors, c}},
                                                            {"b_o", {kValues * shape.anchors}},
                                                            {"anchors", {shape.anchors, 2}}};
    for (const char* number : {"1", "2", "3"}) {
        shapes[std::string("K_") + number] = {c, c, 3, 3};
        shapes[std::string("b_") + number] = {c};
    }
    return shapes;
}

base::Result<ProposerWeights> takeProposerWeights(const TensorFile& content, const std::filesystem::path& file) {
    const auto sizeOf = [&](const char* name, std::size_t axis) -> std::int64_t {
        const auto found = content.tensors.find(name);
        return found == content.tensors.end() || found->second.shape.size() <= axis ? 0 : found->second.shape[axis];
    };
    const auto shapes = ProposerWeights::shapes(
        {sizeOf("W_8", 1), sizeOf("W_16", 1), sizeOf("W_32", 1), sizeOf("W_16", 0), sizeOf("anchors", 0)});
    if (auto same = compareTensors(content, shapes, file); !same) return base::pass(same);
    ProposerWeights weights;
    auto all = weights.named();
    all.emplace_back("anchors", &weights.anchors);
    for (auto& [name, tensor] : all) {
        LEGENDA_TRY(taken, takeTensor(content, name, shapes.at(name), file));
        *tensor = std::move(*taken);
    }
    return weights;
}

at::Tensor proposerOutput(const ProposerWeights& w, const at::Tensor& m8, const at::Tensor& m16,
                          const at::Tensor& m32) {
    const auto whole = at::addmm(w.b, m32.mean({2, 3}), w.W_g.t()).unsqueeze(2).unsqueeze(3);
    const auto coarse = at::upsample_nearest2d(pointwise(m32, w.W_32), {m16.size(2), m16.size(3)});
    auto x = (pointwise(m16, w.W_16) + pointwise(at::adaptive_avg_pool2d(m8, {m16.size(2), m16.size(3)}), w.W_8) +
              coarse + whole)
                 .relu();
    x = deeper(deeper(deeper(x, w.K_1, w.b_1), w.K_2, w.b_2), w.K_3, w.b_3);
    const auto out = at::conv2d(x, w.W_o.unsqueeze(2).unsqueeze(3), w.b_o);
    return out.permute({0, 2, 3, 1}).reshape({out.size(0), -1, kValues});
}

at::Tensor anchorBoxes(const at::Tensor& anchors, std::int64_t h, std::int64_t w) {
    const auto count = anchors.size(0);
    const auto y = (at::arange(h) + 0.5) / static_cast<double>(h), x = (at::arange(w) + 0.5) / static_cast<double>(w);
    const auto shape = {h, w, count};
    return at::stack({x.view({1, w, 1}).expand(shape), y.view({h, 1, 1}).expand(shape),
                      anchors.select(1, 0).view({1, 1, count}).expand(shape),
                      anchors.select(1, 1).view({1, 1, count}).expand(shape)},
                     3)
        .to(at::kFloat)
        .view({-1, 4});
}

at::Tensor decodeBoxes(const at::Tensor& shifts, const at::Tensor& anchors) {
    const auto sizes = anchors.narrow(-1, 2, 2);
    const auto centres = anchors.narrow(-1, 0, 2) + shifts.narrow(-1, 0, 2) * sizes;
    const auto half = sizes * shifts.narrow(-1, 2, 2).clamp(-kLargestShift, kLargestShift).exp() / 2;
    return at::cat({centres - half, centres + half}, -1);
}

at::Tensor overlaps(const at::Tensor& boxes, const at::Tensor& others) {
    const auto a = boxes.unsqueeze(-2), b = others.unsqueeze(-3);
    const auto side = [](const at::Tensor& of, std::int64_t axis) {
        return (of.select(-1, axis + 2) - of.select(-1, axis)).clamp_min(0);
    };
    const auto shared = [&](std::int64_t axis) {
        return (at::minimum(a.select(-1, axis + 2), b.select(-1, axis + 2)) -
                at::maximum(a.select(-1, axis), b.select(-1, axis)))
            .clamp_min(0);
    };
    const auto common = shared(0) * shared(1);
    const auto all = side(a, 0) * side(a, 1) + side(b, 0) * side(b, 1) - common;
    return common / all.clamp_min(1e-9);
}

}  // namespace legenda::model
