// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/results/item_pages.h"

#include <string>
#include <vector>

namespace legenda::evaluation {

// Names of the figures of paired items: the other system's, and the first one's less the other's.
inline constexpr const char* kOtherFigure = "other";
inline constexpr const char* kDifference = "difference";

// The items that two evaluations share, each with what the other system said of it. Two items are the same where their
// section, image, id, references and targets are.
struct PairedItems {
    ItemList list;                       // of the first; its figures: the one compared, kOtherFigure, kDifference
    std::vector<EvaluationItem> others;  // as list.items, of the second
};
// In the order of the first. BadInput: one of them has no such list or figure.
base::Result<PairedItems> pairItems(const std::vector<ItemList>& first, const std::vector<ItemList>& second,
                                    const std::string& section, const std::string& figure);

struct PairPage {
    ItemPage page;
    std::vector<EvaluationItem> others;  // as page.items
};
// Figures of the query are those of the paired items; its words may be in what either system said.
base::Result<PairPage> pairPage(const PairedItems& paired, const ItemQuery& query);

}  // namespace legenda::evaluation
