// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/align_trainee_loss_impl.h"

#include "core/model/alignment_impl.h"

#include <vector>

namespace legenda::train {

namespace {

// y += a x
void addScaled(float* __restrict__ y, float a, const float* __restrict__ x, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) y[i] += a * x[i];
}

// The hinges of the [B, B] scores: their mean sum over k and its derivative by each S_kl.
double hinges(const std::vector<double>& scores, std::int64_t batch, double margin, std::vector<float>& gradient) {
    const auto at = [batch](std::int64_t k, std::int64_t l) { return static_cast<std::size_t>(k * batch + l); };
    const auto share = static_cast<float>(1.0 / static_cast<double>(batch));
    gradient.assign(scores.size(), 0);
    double loss = 0;
    for (std::int64_t k = 0; k < batch; ++k) {
        const double own = scores[at(k, k)];
        for (std::int64_t l = 0; l < batch; ++l) {
            if (l == k) continue;
            for (const auto foreign : {at(k, l), at(l, k)}) {
                const double cost = scores[foreign] - own + margin;
                if (cost <= 0) continue;
                loss += cost;
                gradient[foreign] += share;
                gradient[at(k, k)] -= share;
            }
        }
    }
    return loss / static_cast<double>(batch);
}

}  // namespace

RankingLoss rankingLoss(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                        std::span<const std::int64_t> lengths, double margin) {
    const auto batch = static_cast<std::int64_t>(lengths.size());
    const std::int64_t words = s.size(0), width = s.size(1);
    TORCH_CHECK(v.size(0) == batch * regions && v.size(1) == width, "regions and words must belong to one batch");
    const auto block = model::bestRegions(v, regions, s);

    std::vector<std::int64_t> first(lengths.size() + 1, 0);
    for (std::size_t l = 0; l < lengths.size(); ++l) first[l + 1] = first[l] + lengths[l];
    TORCH_CHECK(first.back() == words, "lengths must add up to the words of the batch");
    std::vector<double> scores(static_cast<std::size_t>(batch * batch));
    for (std::int64_t k = 0; k < batch; ++k)
        for (std::int64_t l = 0; l < batch; ++l) {
            double sum = 0;
            for (auto t = first[static_cast<std::size_t>(l)]; t < first[static_cast<std::size_t>(l) + 1]; ++t)
                sum += block.best[static_cast<std::size_t>(k * words + t)];
            scores[static_cast<std::size_t>(k * batch + l)] = sum;
        }

    RankingLoss result;
    std::vector<float> gradient;
    result.loss = hinges(scores, batch, margin, gradient);

    // The maximum hands its gradient to the winning region alone, so two loops over winners replace two dense products.
    result.dv = at::zeros_like(v);
    result.ds = at::zeros_like(s);
    const auto vKept = v.contiguous(), sKept = s.contiguous();
    const float* const vRows = vKept.data_ptr<float>();
    const float* const sRows = sKept.data_ptr<float>();
    float* const dv = result.dv.data_ptr<float>();
    float* const ds = result.ds.data_ptr<float>();
#pragma omp parallel
    {
#pragma omp for schedule(dynamic, 1)
        for (std::int64_t k = 0; k < batch; ++k)
            for (std::int64_t l = 0; l < batch; ++l) {
                const float g = gradient[static_cast<std::size_t>(k * batch + l)];
                if (g == 0) continue;
                for (auto t = first[static_cast<std::size_t>(l)]; t < first[static_cast<std::size_t>(l) + 1]; ++t)
                    addScaled(dv + (k * regions + block.which[static_cast<std::size_t>(k * words + t)]) * width, g,
                              sRows + t * width, width);
            }
#pragma omp for schedule(dynamic, 1)
        for (std::int64_t l = 0; l < batch; ++l)
            for (auto t = first[static_cast<std::size_t>(l)]; t < first[static_cast<std::size_t>(l) + 1]; ++t)
                for (std::int64_t k = 0; k < batch; ++k) {
                    const float g = gradient[static_cast<std::size_t>(k * batch + l)];
                    if (g == 0) continue;
                    addScaled(ds + t * width, g,
                              vRows + (k * regions + block.which[static_cast<std::size_t>(k * words + t)]) * width,
                              width);
                }
    }
    return result;
}

}  // namespace legenda::train
