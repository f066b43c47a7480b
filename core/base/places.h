// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/matrix.h"

#include <span>

namespace legenda::base {

// Box geometry: [R, 4], left, top, width and height relative to the width and height of the image (`frame`).
inline Matrix placesOf(std::span<const Box> boxes, const Box& frame) {
    Matrix places(boxes.size(), 4);
    for (std::size_t r = 0; r < boxes.size(); ++r) {
        places(r, 0) = static_cast<float>((boxes[r].x - frame.x) / frame.w);
        places(r, 1) = static_cast<float>((boxes[r].y - frame.y) / frame.h);
        places(r, 2) = static_cast<float>(boxes[r].w / frame.w);
        places(r, 3) = static_cast<float>(boxes[r].h / frame.h);
    }
    return places;
}

// The same with the regions' objectness (proposal scores): [R, 5].
inline Matrix placesOf(std::span<const Box> boxes, const Box& frame, std::span<const float> scores) {
    const Matrix plain = placesOf(boxes, frame);
    Matrix places(boxes.size(), 5);
    for (std::size_t r = 0; r < boxes.size(); ++r) {
        for (std::size_t c = 0; c < 4; ++c) places(r, c) = plain(r, c);
        places(r, 4) = scores[r];
    }
    return places;
}

}  // namespace legenda::base
