// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/results/item_figures.h"

#include <algorithm>
#include <array>
#include <utility>

namespace legenda::evaluation {

bool lowIsGood(const std::string& figure) {
    return figure == "rank";
}

std::string figureBehind(const std::string& figure, const std::vector<std::string>& names) {
    using Pair = std::pair<const char*, const char*>;
    static constexpr std::array kBehind{Pair{"r1", "rank"}, Pair{"r5", "rank"}, Pair{"r10", "rank"},
                                        Pair{"median_rank", "rank"}, Pair{"accuracy", "iou"}};
    const auto has = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
    for (const auto& [whole, item] : kBehind)
        if (figure == whole && has(item)) return item;
    return has(figure) ? figure : std::string();
}

}  // namespace legenda::evaluation
