// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/items.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace legenda::evaluation {

// A page of the items of one list, as a table shows them.
struct ItemQuery {
    std::string section;          // ItemList::section
    std::string sortBy;           // a figure; empty: as they were scored
    bool descending = false;      // items without the figure come last either way
    std::string words;            // that the image, the id or a text holds, in any case of ASCII letters; empty: all
    std::string figure;           // of the range below; empty: none
    std::optional<double> least;  // of that figure
    std::optional<double> below;  // of that figure, exclusive
    std::size_t first = 0, count = 100;
};
struct ItemPage {
    std::vector<std::string> figures;  // names
    std::vector<EvaluationItem> items;
    std::size_t total = 0;  // that match
};
// The places of all items that match, in the order of the query, whatever its page and section. `others`: what another
// system said of each, whose words count as well; empty: none did. BadInput: a figure that is not there.
base::Result<std::vector<std::size_t>> matchingItems(const ItemList& list, const ItemQuery& query,
                                                     const std::vector<EvaluationItem>& others = {});
// BadInput: a list or figure that is not there.
base::Result<const ItemList*> listOfSection(const std::vector<ItemList>& lists, const std::string& section);
base::Result<std::size_t> placeOfFigure(const ItemList& list, const std::string& figure);
base::Result<ItemPage> itemPage(const std::vector<ItemList>& lists, const ItemQuery& query);

// How many items have a figure in each of equally wide bins from `low` to `high`; the last bin includes `high`.
struct Histogram {
    double low = 0, high = 0;
    std::vector<std::size_t> counts;
    std::size_t without = 0;  // items whose figure is no number
};
// From the least to the greatest value; bins > 0. BadInput: a list or figure that is not there.
base::Result<Histogram> histogram(const std::vector<ItemList>& lists, const std::string& section,
                                  const std::string& figure, std::size_t bins);

}  // namespace legenda::evaluation
