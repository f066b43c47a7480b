// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/results/item_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;

namespace {

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool holdsWords(const std::string& text, const std::string& words) {
    return !std::ranges::search(text, words, {}, lowered, lowered).empty();
}

bool holdsWords(const EvaluationItem& item, const std::string& words) {
    return words.empty() || holdsWords(item.image, words) || holdsWords(item.id, words) ||
           holdsWords(item.prediction, words) ||
           std::ranges::any_of(item.references, [&](const auto& text) { return holdsWords(text, words); });
}

}  // namespace

Result<const ItemList*> listOfSection(const std::vector<ItemList>& lists, const std::string& section) {
    const auto found = std::ranges::find(lists, section, &ItemList::section);
    if (found == lists.end())
        return base::fail(ErrorCode::BadInput, fmt::format("The evaluation has no items of \"{}\".", section));
    return &*found;
}

Result<std::size_t> placeOfFigure(const ItemList& list, const std::string& name) {
    const auto found = std::ranges::find(list.figures, name);
    if (found == list.figures.end())
        return base::fail(ErrorCode::BadInput, fmt::format("The items have no figure \"{}\".", name));
    return static_cast<std::size_t>(found - list.figures.begin());
}

Result<std::vector<std::size_t>> matchingItems(const ItemList& list, const ItemQuery& query,
                                               const std::vector<EvaluationItem>& others) {
    const auto& items = list.items;
    std::optional<std::size_t> sorted, ranged;
    if (!query.sortBy.empty()) {
        LEGENDA_TRY(place, placeOfFigure(list, query.sortBy));
        sorted = *place;
    }
    if (!query.figure.empty()) {
        LEGENDA_TRY(place, placeOfFigure(list, query.figure));
        ranged = *place;
    }
    const auto inRange = [&](const EvaluationItem& item) {
        if (!ranged || (!query.least && !query.below)) return true;
        const double value = item.figures[*ranged];
        return !std::isnan(value) && (!query.least || value >= *query.least) && (!query.below || value < *query.below);
    };
    const auto saysWords = [&](std::size_t i) {
        return holdsWords(items[i], query.words) || (i < others.size() && holdsWords(others[i], query.words));
    };
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (inRange(items[i]) && saysWords(i)) chosen.push_back(i);
    if (sorted)
        std::ranges::stable_sort(chosen, [&](std::size_t a, std::size_t b) {
            const double x = items[a].figures[*sorted], y = items[b].figures[*sorted];
            if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
            return query.descending ? x > y : x < y;
        });
    return chosen;
}

Result<ItemPage> itemPage(const std::vector<ItemList>& lists, const ItemQuery& query) {
    LEGENDA_TRY(list, listOfSection(lists, query.section));
    LEGENDA_TRY(chosen, matchingItems(**list, query));
    ItemPage page{(*list)->figures, {}, chosen->size()};
    for (std::size_t i = query.first; i < chosen->size() && page.items.size() < query.count; ++i)
        page.items.push_back((*list)->items[(*chosen)[i]]);
    return page;
}

Result<Histogram> histogram(const std::vector<ItemList>& lists, const std::string& section, const std::string& figure,
                            std::size_t bins) {
    LEGENDA_TRY(list, listOfSection(lists, section));
    LEGENDA_TRY(place, placeOfFigure(**list, figure));
    Histogram found;
    std::vector<double> values;
    for (const auto& item : (*list)->items)
        if (const double value = item.figures[*place]; std::isfinite(value))
            values.push_back(value);
        else
            ++found.without;
    found.counts.assign(std::max<std::size_t>(bins, 1), 0);
    if (values.empty()) return found;
    const auto [low, high] = std::ranges::minmax(values);
    found.low = low, found.high = high;
    for (const double value : values) {
        const double share = high > low ? (value - low) / (high - low) : 0;
        const auto bin = static_cast<std::size_t>(share * static_cast<double>(found.counts.size()));
        ++found.counts[std::min(bin, found.counts.size() - 1)];
    }
    return found;
}

}  // namespace legenda::evaluation
