// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/results/paired_items.h"

#include <map>
#include <tuple>
#include <utility>

namespace legenda::evaluation {

using base::Result;

namespace {

// What an item is called, and how many of that name come before it: a sentence may be there twice.
using ItemKey = std::tuple<std::string, std::string, std::size_t>;

class ItemKeys {
 public:
    ItemKey next(const EvaluationItem& item) { return {item.image, item.id, seen_[std::pair(item.image, item.id)]++}; }

 private:
    std::map<std::pair<std::string, std::string>, std::size_t> seen_;
};

}  // namespace

Result<PairedItems> pairItems(const std::vector<ItemList>& first, const std::vector<ItemList>& second,
                              const std::string& section, const std::string& figure) {
    LEGENDA_TRY(ours, listOfSection(first, section));
    LEGENDA_TRY(theirs, listOfSection(second, section));
    LEGENDA_TRY(here, placeOfFigure(**ours, figure));
    LEGENDA_TRY(there, placeOfFigure(**theirs, figure));
    std::map<ItemKey, const EvaluationItem*> known;
    ItemKeys keysThere, keysHere;
    for (const auto& item : (*theirs)->items) known.emplace(keysThere.next(item), &item);
    PairedItems paired{{section, {figure, kOtherFigure, kDifference}, {}}, {}};
    for (const auto& item : (*ours)->items) {
        const auto found = known.find(keysHere.next(item));
        if (found == known.end()) continue;
        const auto& other = *found->second;
        if (item.references != other.references || item.targets != other.targets) continue;
        const double own = item.figures[*here], its = other.figures[*there];
        auto& joined = paired.list.items.emplace_back(item);
        joined.figures = {own, its, own - its};
        paired.others.push_back(other);
    }
    return paired;
}

Result<PairPage> pairPage(const PairedItems& paired, const ItemQuery& query) {
    LEGENDA_TRY(chosen, matchingItems(paired.list, query, paired.others));
    PairPage found{{paired.list.figures, {}, chosen->size()}, {}};
    for (std::size_t i = query.first; i < chosen->size() && found.others.size() < query.count; ++i) {
        found.page.items.push_back(paired.list.items[(*chosen)[i]]);
        found.others.push_back(paired.others[(*chosen)[i]]);
    }
    return found;
}

}  // namespace legenda::evaluation
