// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/brnn/brnn_step_impl.h"

#include "core/trainers/alignment/brnn/brnn_gradient_impl.h"
#include "core/trainers/alignment/brnn/ranking_loss_impl.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <vector>

namespace legenda::trainers {

namespace {

// Of the products with W_m and of the scores, by the side that W_m is applied to.
double flopsOnRegions(double features, double embedding, double regions, double words) {
    return 2 * 2 * regions * features * embedding + 2 * regions * words * embedding;
}
double flopsOnWords(double features, double embedding, double regions, double words) {
    return 3 * 2 * words * features * embedding + 2 * regions * words * features;
}

bool cheaperOnWords(const model::AlignmentShape& shape, std::int64_t regions, std::int64_t words) {
    const auto d = static_cast<double>(shape.features), h = static_cast<double>(shape.embedding),
               r = static_cast<double>(regions), n = static_cast<double>(words);
    return flopsOnWords(d, h, r, n) < flopsOnRegions(d, h, r, n);
}

// rankingLoss() of scores by recording; see there.
at::Tensor recordedLoss(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                        std::span<const std::int64_t> lengths, double margin) {
    const auto batch = static_cast<std::int64_t>(lengths.size());
    const auto best = std::get<0>(at::mm(v, s.t()).view({batch, regions, s.size(0)}).max(1));
    std::vector<std::int64_t> owner;
    for (std::int64_t l = 0; l < batch; ++l)
        owner.insert(owner.end(), static_cast<std::size_t>(lengths[static_cast<std::size_t>(l)]), l);
    const auto scores = at::zeros({batch, batch}, v.options()).index_add(1, at::tensor(owner).to(v.device()), best);
    const auto own = scores.diagonal();
    const auto others = 1 - at::eye(batch, v.options());
    const auto cost = at::relu(scores - own.unsqueeze(1) + margin) + at::relu(scores - own.unsqueeze(0) + margin);
    return (cost * others).sum() / static_cast<double>(batch);
}

}  // namespace

AlignGradients recordedGradients(const model::AlignmentWeights& w, const AlignBatch& batch, double margin) {
    auto leaves = w;
    for (auto& [name, tensor] : leaves.named()) *tensor = tensor->detach().requires_grad_(true);
    const auto s = model::encodeWords(leaves, batch.packed, batch.inputMask, batch.hiddenMask);
    const auto v = at::addmm(leaves.b_m, batch.x, leaves.W_m.t());
    const auto loss = recordedLoss(v, batch.regions, s, batch.lengths, margin);
    loss.backward();
    AlignGradients result;
    result.loss = loss.item<double>();
    const auto from = leaves.named();
    const auto to = result.by.named();
    for (std::size_t i = 0; i < to.size(); ++i) *to[i].second = from[i].second->grad();
    return result;
}

AlignGradients alignGradients(const model::AlignmentWeights& w, const AlignBatch& batch, double margin, ApplyMap map) {
    const c10::NoGradGuard noGradients;
    AlignGradients result;
    auto& g = result.by;
    const BrnnPass brnn(w, batch.packed, batch.inputMask, batch.hiddenMask);
    const auto& s = brnn.words();
    if (map == ApplyMap::ToWords ||
        (map == ApplyMap::Cheaper && cheaperOnWords(w.shape(), batch.x.size(0), s.size(0)))) {
        auto loss = rankingLoss(batch.x, batch.regions, at::mm(s, w.W_m), batch.lengths, margin, at::mv(s, w.b_m));
        result.loss = loss.loss;
        auto ds = at::mm(loss.db, w.W_m.t()).addr_(loss.dOffsets, w.b_m);
        g.W_m = at::mm(s.t(), loss.db);
        g.b_m = at::mv(s.t(), loss.dOffsets);
        brnn.backward(ds, g);
    } else {
        const auto v = at::addmm(w.b_m, batch.x, w.W_m.t());
        auto loss = rankingLoss(v, batch.regions, s, batch.lengths, margin);
        result.loss = loss.loss;
        g.W_m = at::mm(loss.da.t(), batch.x);
        g.b_m = loss.da.sum(0);
        brnn.backward(loss.db, g);
    }
    return result;
}

double alignFlops(const model::AlignmentShape& shape, std::int64_t regions, std::int64_t words) {
    const auto d = static_cast<double>(shape.features), h = static_cast<double>(shape.embedding),
               r = static_cast<double>(regions), n = static_cast<double>(words),
               hidden = static_cast<double>(shape.hidden), vector = static_cast<double>(shape.wordVectors);
    // Each product of the BRNN is computed once in the forward and twice in the backward pass.
    const double brnn = 3 * 2 * n * hidden * (vector + 2 * hidden + h);
    return brnn + std::min(flopsOnRegions(d, h, r, n), flopsOnWords(d, h, r, n));
}

}  // namespace legenda::trainers
