// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace legenda::base {

// Decoded pixels: 8-bit RGB, rows from the top, no padding, upright (EXIF orientation applied). [height, width, 3]
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
    int fullWidth = 0;  // of the upright full-size image, of which this may be a reduced decode
    int fullHeight = 0;
};

}  // namespace legenda::base
