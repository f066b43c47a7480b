// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/image_statistics.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <unordered_map>

namespace legenda::metrics {

namespace {

// The images in the order of their first item, and the row of each item.
struct Rows {
    std::vector<std::size_t> images, ofItem;
};

Rows rowsOf(const std::vector<std::size_t>& imageOf) {
    Rows rows;
    std::unordered_map<std::size_t, std::size_t> known;
    for (const auto image : imageOf) {
        const auto [row, isNew] = known.emplace(image, rows.images.size());
        if (isNew) rows.images.push_back(image);
        rows.ofItem.push_back(row->second);
    }
    return rows;
}

ImageStatistics emptyStatistics(std::vector<std::string> names, const Rows& rows, std::size_t width) {
    ImageStatistics made;
    made.names = std::move(names);
    made.images = rows.images;
    made.width = width;
    made.sums.assign(rows.images.size() * width, 0);
    return made;
}

double medianOf(const std::vector<RankOfRow>& ranks, std::span<const std::uint32_t> times) {
    std::uint64_t count = 0;
    for (const auto& [rank, row] : ranks) count += times[row];
    if (count == 0) return 0;
    const std::uint64_t upper = count / 2, lower = (count - 1) / 2;  // the two middle ones, from 0
    std::uint64_t before = 0;
    double low = 0;
    bool found = false;
    for (const auto& [rank, row] : ranks) {
        before += times[row];
        if (!found && before > lower) low = static_cast<double>(rank), found = true;
        if (before > upper) return (low + static_cast<double>(rank)) / 2;
    }
    return low;
}

constexpr std::size_t kRougeAt = kBleuCounts, kCiderAt = kRougeAt + 1, kItemsAt = kCiderAt + 1,
                      kMeteorAt = kItemsAt + 1;

void captionFiguresOf(std::span<const double> sums, std::span<double> figures) {
    const auto counts = sums.first<kBleuCounts>();
    std::ranges::copy(bleuOf(counts), figures.begin());
    const double items = std::max(sums[kItemsAt], 1.0);
    figures[4] = sums[kRougeAt] / items;
    figures[5] = sums[kCiderAt] / items;
    figures[6] = lengthRatioOf(counts);
    if (figures.size() > 7) figures[7] = meteorOf(sums.subspan<kMeteorAt, kMeteorCounts>());
}

// Sums of hits, the number of items behind them.
void sharesOf(std::span<const double> sums, std::span<double> figures) {
    const double items = std::max(sums.back(), 1.0);
    for (std::size_t i = 0; i + 1 < sums.size(); ++i) figures[i] = 100 * sums[i] / items;
}

}  // namespace

ImageStatistics::Figures figuresOfKind(ImageStatistics::Kind kind) {
    return kind == ImageStatistics::Kind::Captions ? captionFiguresOf : sharesOf;
}

std::vector<double> figuresOf(const ImageStatistics& statistics, std::span<const std::uint32_t> times) {
    std::vector<double> sums(statistics.width, 0), figures(statistics.names.size(), 0);
    for (std::size_t row = 0; row < statistics.images.size(); ++row) {
        if (times[row] == 0) continue;
        const auto own = statistics.row(row);
        for (std::size_t i = 0; i < own.size(); ++i) sums[i] += times[row] * own[i];
    }
    statistics.figures(sums, figures);
    if (!statistics.ranks.empty()) figures.back() = medianOf(statistics.ranks, times);
    return figures;
}

ImageStatistics captionStatistics(const std::vector<CaptionItemFigures>& items, const std::vector<std::size_t>& imageOf,
                                  bool meteor) {
    const auto rows = rowsOf(imageOf);
    std::vector<std::string> names{"BLEU1", "BLEU2", "BLEU3", "BLEU4", "ROUGE_L", "CIDEr", "length_ratio"};
    if (meteor) names.emplace_back("METEOR");
    auto made = emptyStatistics(std::move(names), rows, meteor ? kMeteorAt + kMeteorCounts : kMeteorAt);
    for (std::size_t i = 0; i < items.size(); ++i) {
        double* sums = made.sums.data() + rows.ofItem[i] * made.width;
        for (std::size_t c = 0; c < kBleuCounts; ++c) sums[c] += items[i].bleuCounts[c];
        sums[kRougeAt] += items[i].rougeL;
        sums[kCiderAt] += items[i].cider;
        sums[kItemsAt] += 1;
        for (std::size_t c = 0; meteor && c < kMeteorCounts; ++c) sums[kMeteorAt + c] += items[i].meteorCounts[c];
    }
    made.kind = ImageStatistics::Kind::Captions;
    made.figures = captionFiguresOf;
    return made;
}

ImageStatistics rankStatistics(const std::vector<long>& ranks, const std::vector<std::size_t>& imageOf) {
    const auto rows = rowsOf(imageOf);
    auto made = emptyStatistics({"r1", "r5", "r10", "median_rank"}, rows, 4);
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        double* sums = made.sums.data() + rows.ofItem[i] * made.width;
        sums[0] += ranks[i] <= 1;
        sums[1] += ranks[i] <= 5;
        sums[2] += ranks[i] <= 10;
        sums[3] += 1;
        made.ranks.push_back({ranks[i], rows.ofItem[i]});
    }
    std::ranges::stable_sort(made.ranks, {}, &RankOfRow::rank);
    made.figures = sharesOf;
    return made;
}

ImageStatistics shareStatistics(std::vector<std::string> names, const std::vector<std::vector<bool>>& hits,
                                const std::vector<std::size_t>& imageOf) {
    const auto rows = rowsOf(imageOf);
    const std::size_t width = names.size() + 1;
    auto made = emptyStatistics(std::move(names), rows, width);
    for (std::size_t i = 0; i < hits.size(); ++i) {
        double* sums = made.sums.data() + rows.ofItem[i] * width;
        for (std::size_t n = 0; n + 1 < width; ++n) sums[n] += hits[i][n];
        sums[width - 1] += 1;
    }
    made.figures = sharesOf;
    return made;
}

ImageStatistics meanStatistics(const std::vector<ImageStatistics>& systems) {
    if (systems.empty()) return {};
    std::vector<std::size_t> all;
    std::size_t width = 0;
    for (const auto& system : systems) {
        all.insert(all.end(), system.images.begin(), system.images.end());
        width += system.width;
    }
    const auto rows = rowsOf(all);
    auto made = emptyStatistics(systems.front().names, rows, width);
    made.kind = ImageStatistics::Kind::Mean;
    std::size_t first = 0, next = 0;  // column of the system, item of `all`
    std::vector<std::pair<std::size_t, ImageStatistics::Figures>> parts;
    for (const auto& system : systems) {
        for (std::size_t row = 0; row < system.images.size(); ++row)
            std::ranges::copy(system.row(row),
                              made.sums.begin() + static_cast<std::ptrdiff_t>(rows.ofItem[next++] * width + first));
        first += system.width;
        parts.emplace_back(system.width, system.figures);
    }
    made.figures = [parts](std::span<const double> sums, std::span<double> figures) {
        std::vector<double> own(figures.size());
        std::ranges::fill(figures, 0.0);
        std::size_t at = 0;
        for (const auto& [columns, of] : parts) {
            of(sums.subspan(at, columns), own);
            at += columns;
            for (std::size_t i = 0; i < own.size(); ++i) figures[i] += own[i] / static_cast<double>(parts.size());
        }
    };
    return made;
}

}  // namespace legenda::metrics
