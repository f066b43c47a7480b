// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment_result.h"

#include <algorithm>
#include <vector>

namespace legenda::ui {

// The number and colour of every region of an alignment, the same for every beta: regions that are aligned with words
// at beta 0 (as they are aligned, where there are no scores) come first, in the order of the sentence, then the others
// in the order of the model. Shown numbers start at 1.
inline std::vector<int> regionNumbers(model::Alignment alignment) {
    if (!alignment.scores.data.empty()) model::decodeSegments(alignment, 0);
    std::vector<int> order;
    const auto take = [&](int region) {
        if (region >= 0 && std::find(order.begin(), order.end(), region) == order.end()) order.push_back(region);
    };
    for (const model::Segment& segment : alignment.segments) take(segment.region);
    for (int region = 0; region < static_cast<int>(alignment.regions.size()); ++region) take(region);
    std::vector<int> number(alignment.regions.size());
    for (std::size_t place = 0; place < order.size(); ++place)
        number[static_cast<std::size_t>(order[place])] = static_cast<int>(place);
    return number;  // 0-based: colour index; shown as number + 1
}

}  // namespace legenda::ui
