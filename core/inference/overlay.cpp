// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/overlay.h"

#include "core/image/decode.h"
#include "core/image/draw.h"

#include <set>

namespace legenda::inference {

base::Status writeOverlay(const std::filesystem::path& picture, const model::Alignment& alignment,
                          const std::filesystem::path& out) {
    LEGENDA_TRY(decoded, image::decode(picture));
    std::set<int> drawn;
    int colour = 0;
    for (const auto& segment : alignment.segments)
        if (drawn.insert(segment.region).second)
            image::drawBox(*decoded, alignment.regions[static_cast<std::size_t>(segment.region)].box, colour++,
                           segment.text);
    return image::encode(*decoded, out);
}

}  // namespace legenda::inference
