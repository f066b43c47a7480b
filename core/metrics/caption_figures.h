// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/metrics/bleu.h"
#include "core/metrics/caption_item.h"
#include "core/metrics/meteor.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace legenda::metrics {

// The figures of one item, and the counts from which those of a corpus follow.
struct CaptionItemFigures {
    std::array<double, 4> bleu{};  // smoothed
    double rougeL = 0;
    double cider = 0;  // with the document frequencies of all references of the corpus
    double meteor = 0;
    BleuCounts bleuCounts{};
    MeteorCounts meteorCounts{};
};

// The caption figures of one system over one set of items, as fractions.
struct CaptionFigures {
    std::size_t items = 0;
    double bleu[4] = {0, 0, 0, 0};
    double rougeL = 0;
    double cider = 0;
    double lengthRatio = 0;
    std::optional<double> meteor = std::nullopt;
    std::vector<std::string> meteorModules = {};
    std::size_t fewestReferences = 0, mostReferences = 0;  // of an item
    std::vector<CaptionItemFigures> each = {};             // of a single system, in the order of its items
};

// meteor: nullptr leaves METEOR out. Stopped, it returns early and its figures mean nothing.
CaptionFigures captionFigures(const std::vector<CaptionItem>& items, const Meteor* meteor = nullptr,
                              const base::JobContext& context = {});
// The mean of several systems' figures (`items` is kept from the first, `each` is empty). Empty: all zero.
CaptionFigures meanFigures(const std::vector<CaptionFigures>& systems);

}  // namespace legenda::metrics
