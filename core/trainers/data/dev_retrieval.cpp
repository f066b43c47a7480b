// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/data/dev_retrieval_impl.h"

#include "core/metrics/retrieval.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::trainers {

void DevRetrieval::add(std::size_t image, const std::vector<int>& sentence) {
    sentences_.push_back(&sentence);
    imageOf_.push_back(static_cast<int>(image));
}

base::Status DevRetrieval::score(std::size_t images, std::size_t block, const ScoreBlock& scoreBlock,
                                 const base::JobContext& context) {
    scores_ = base::Matrix(images, sentences_.size());
    std::ranges::fill(scores_.data, -std::numeric_limits<float>::infinity());
    for (std::size_t first = 0; first < sentences_.size(); first += block) {
        if (context.stopped()) return base::JobContext::cancelled();
        const std::size_t end = std::min(first + block, sentences_.size());
        std::vector<std::vector<int>> known;
        std::vector<std::size_t> columns;
        for (std::size_t s = first; s < end; ++s) {
            if (sentences_[s]->empty()) continue;
            known.push_back(*sentences_[s]);
            columns.push_back(s);
        }
        if (!known.empty()) {
            auto found = scoreBlock(known);
            if (!found) return base::pass(found);
            const auto scores = found->to(at::kCPU).contiguous();  // [images, known]
            const float* next = scores.data_ptr<float>();
            for (std::size_t k = 0; k < images; ++k)
                for (const auto column : columns) scores_(k, column) = *next++;
        }
        context.report(
            {"evaluating", static_cast<std::int64_t>(end), static_cast<std::int64_t>(sentences_.size()), {}});
    }
    return {};
}

std::map<std::string, double> DevRetrieval::figures() const {
    const auto found = metrics::retrievalFigures(scores_, imageOf_);
    std::map<std::string, double> figures;
    for (const auto& [name, f] :
         {std::pair{"image_annotation", found.imageAnnotation}, std::pair{"image_search", found.imageSearch}}) {
        figures[fmt::format("r1_{}", name)] = f.r1;
        figures[fmt::format("r5_{}", name)] = f.r5;
        figures[fmt::format("r10_{}", name)] = f.r10;
        figures[fmt::format("median_rank_{}", name)] = f.medianRank;
        figures["rsum"] += f.r1 + f.r5 + f.r10;
    }
    return figures;
}

double DevRetrieval::loss() const {
    double sum = 0;
    std::size_t known = 0;
    for (std::size_t s = 0; s < sentences_.size(); ++s) {
        if (sentences_[s]->empty()) continue;
        double largest = -std::numeric_limits<double>::infinity(), total = 0;
        for (std::size_t k = 0; k < scores_.rows; ++k) largest = std::max<double>(largest, scores_(k, s));
        for (std::size_t k = 0; k < scores_.rows; ++k) total += std::exp(scores_(k, s) - largest);
        sum += largest + std::log(total) - scores_(static_cast<std::size_t>(imageOf_[s]), s);
        ++known;
    }
    return known > 0 ? sum / static_cast<double>(known) : 0;
}

}  // namespace legenda::trainers
