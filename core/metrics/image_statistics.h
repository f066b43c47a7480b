// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/caption_figures.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace legenda::metrics {

struct RankOfRow {
    long rank = 0;
    std::size_t row = 0;
};

// What the figures of one system are computed from, image by image: the figures of any selection of images follow from
// it. What belongs to one image (its five sentences, its phrases) is one row, so that it moves together.
struct ImageStatistics {
    // Writes the figures that follow from sums over images.
    using Figures = std::function<void(std::span<const double> sums, std::span<double> figures)>;
    enum class Kind { Captions, Shares, Mean };  // which figures these are

    std::vector<std::string> names;   // of the figures
    std::vector<std::size_t> images;  // of each row, as numbered by the caller, in the order of their first item
    std::size_t width = 0;
    std::vector<double> sums;           // [images, width]
    Figures figures;                    // of all names, but for the median
    std::vector<RankOfRow> ranks = {};  // by rising rank; where there are any, the last name is that of their median
    Kind kind = Kind::Shares;

    std::span<const double> row(std::size_t image) const { return {sums.data() + image * width, width}; }
};

// The figures that statistics of Kind::Captions and Kind::Shares have, for those that were kept in a file.
ImageStatistics::Figures figuresOfKind(ImageStatistics::Kind kind);

// The figures of the images, each as often as `times` says. [names]
std::vector<double> figuresOf(const ImageStatistics& statistics, std::span<const std::uint32_t> times);

// `imageOf`: the image of each item, any numbers.

// "BLEU1".."BLEU4", "ROUGE_L", "CIDEr", "length_ratio", and "METEOR" where `meteor`. BLEU, METEOR and the length ratio
// follow from summed counts; ROUGE-L and CIDEr are means over the items, CIDEr's with the document frequencies of the
// whole corpus.
ImageStatistics captionStatistics(const std::vector<CaptionItemFigures>& items, const std::vector<std::size_t>& imageOf,
                                  bool meteor);
// "r1", "r5", "r10" in percent and "median_rank": of queries whose ranks among all candidates stay as they are.
ImageStatistics rankStatistics(const std::vector<long>& ranks, const std::vector<std::size_t>& imageOf);
// Percent of the items with a hit; hits[items][names].
ImageStatistics shareStatistics(std::vector<std::string> names, const std::vector<std::vector<bool>>& hits,
                                const std::vector<std::size_t>& imageOf);
// The mean of several systems' figures over the images of any of them. All have the same names and no ranks.
ImageStatistics meanStatistics(const std::vector<ImageStatistics>& systems);

}  // namespace legenda::metrics
