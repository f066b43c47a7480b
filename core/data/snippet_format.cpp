// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/snippet_format.h"

#include "core/data/name_index.h"

#include <fmt/format.h>

#include <cmath>

namespace legenda::data::snippets {

std::string itemProblem(const Item& item) {
    if (meanings(item.image).empty()) return fmt::format("\"{}\" is not the name of an image", item.image);
    if (!item.hasBox) return item.texts.empty() ? "has neither a box nor a text" : "";
    const auto& b = item.box;
    if (!(std::isfinite(b.x) && std::isfinite(b.y) && std::isfinite(b.w) && std::isfinite(b.h) && b.w > 0 && b.h > 0))
        return fmt::format("the box {}, {}, {}, {} has no area", b.x, b.y, b.w, b.h);
    if (item.width > 0 && item.height > 0 &&
        base::intersection(b, {0, 0, double(item.width), double(item.height)}).area() <= 0)
        return fmt::format("the box {}, {}, {}, {} lies outside its image of {} x {} pixels", b.x, b.y, b.w, b.h,
                           item.width, item.height);
    return {};
}

}  // namespace legenda::data::snippets
