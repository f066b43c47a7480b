// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/caption_items_impl.h"

#include "core/base/half.h"

#include <algorithm>

namespace legenda::trainers {

namespace {

constexpr std::size_t kItemsAtOnce = 256;
constexpr std::size_t kImagesForStatistics = 1000;
constexpr std::size_t kPlace = 4;  // values of box geometry

model::Standardisation standardisationOf(const at::Tensor& mean, const at::Tensor& meanSquare) {
    at::Tensor deviation = (meanSquare - mean.square()).clamp_min(0).sqrt();
    deviation = at::where(deviation > 1e-4, deviation, at::ones_like(deviation));
    const auto list = [](const at::Tensor& t) {
        const at::Tensor f = t.to(at::kFloat).contiguous();
        return std::vector<float>(f.data_ptr<float>(), f.data_ptr<float>() + f.numel());
    };
    return {list(mean), list(deviation)};
}

}  // namespace

at::Tensor itemVectors(const std::vector<const CaptionItem*>& items, bool context) {
    const std::size_t d = items[0]->features->dimension, width = context ? 2 * d : d;
    at::Tensor out = at::empty({static_cast<std::int64_t>(items.size()), static_cast<std::int64_t>(width)}, at::kFloat);
    float* to = out.data_ptr<float>();
    for (const CaptionItem* item : items) {
        const std::uint16_t* from = item->features->vectors.data();
        const std::uint16_t* region = from + static_cast<std::size_t>(item->region) * d;
        for (std::size_t i = 0; i < d; ++i) to[i] = base::halfToFloat(region[i]);
        if (context)
            for (std::size_t i = 0; i < d; ++i) to[d + i] = base::halfToFloat(from[i]);
        to += width;
    }
    return out;
}

model::Standardisation fitStandardisation(const std::vector<CaptionItem>& items, bool context) {
    at::Tensor sum, squares;
    for (std::size_t start = 0; start < items.size(); start += kItemsAtOnce) {
        std::vector<const CaptionItem*> block;
        for (std::size_t i = start; i < std::min(start + kItemsAtOnce, items.size()); ++i) block.push_back(&items[i]);
        const at::Tensor rows = itemVectors(block, context).to(at::kDouble);
        sum = sum.defined() ? sum + rows.sum(0) : rows.sum(0);
        squares = squares.defined() ? squares + rows.square().sum(0) : rows.square().sum(0);
    }
    const double n = static_cast<double>(items.size());
    return standardisationOf(sum / n, squares / n);
}

at::Tensor itemRegions(const std::vector<const CaptionItem*>& items) {
    const std::size_t d = items[0]->features->dimension, width = d + kPlace;
    std::size_t most = 0;
    for (const CaptionItem* item : items) most = std::max(most, item->features->boxes.size());
    auto out = at::empty(
        {static_cast<std::int64_t>(items.size()), static_cast<std::int64_t>(most), static_cast<std::int64_t>(width)},
        at::kFloat);
    float* to = out.data_ptr<float>();
    for (const CaptionItem* item : items) {
        const auto places = item->features->places();
        for (std::size_t r = 0; r < most; ++r, to += width) {
            const std::size_t from = r < places.rows ? r : 0;
            const std::uint16_t* vector = item->features->vectors.data() + from * d;
            for (std::size_t k = 0; k < d; ++k) to[k] = base::halfToFloat(vector[k]);
            std::ranges::copy(places.row(from), to + d);
        }
    }
    return out;
}

model::Standardisation fitRegionStandardisation(const std::vector<CaptionItem>& items) {
    at::Tensor sum, squares;
    double count = 0;
    const std::size_t every = std::max<std::size_t>(1, items.size() / kImagesForStatistics);
    for (std::size_t i = 0; i < items.size(); i += every) {
        const auto rows = itemRegions({&items[i]})[0].to(at::kDouble);
        sum = sum.defined() ? sum + rows.sum(0) : rows.sum(0);
        squares = squares.defined() ? squares + rows.square().sum(0) : rows.square().sum(0);
        count += static_cast<double>(rows.size(0));
    }
    return standardisationOf(sum / count, squares / count);
}

}  // namespace legenda::trainers
