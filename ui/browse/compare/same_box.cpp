// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/compare/same_box.h"

#include <cstddef>

namespace legenda::ui {

namespace {

constexpr double kSameBox = 0.5;  // least IoU

int bestOverlap(const std::optional<base::Box>& box, const MaybeBoxes& others) {
    int best = -1;
    double most = 0;
    for (std::size_t i = 0; box && i < others.size(); ++i) {
        const double overlap = others[i] ? base::iou(*box, *others[i]) : 0;
        if (overlap >= kSameBox && overlap > most) most = overlap, best = static_cast<int>(i);
    }
    return best;
}

}  // namespace

int sameBox(const MaybeBoxes& from, int place, const MaybeBoxes& to) {
    if (place < 0 || static_cast<std::size_t>(place) >= from.size()) return -1;
    const int best = bestOverlap(from[static_cast<std::size_t>(place)], to);
    return best >= 0 && bestOverlap(to[static_cast<std::size_t>(best)], from) == place ? best : -1;
}

}  // namespace legenda::ui
