// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::image {

struct CmykPixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;
    std::string problem;  // of libjpeg; empty when all went well
};

// A JPEG of four channels, reduced by 1, 2, 4 or 8, as stored. OpenCV takes every one of them for Adobe's, whose ink is
// inverted; this asks for the marker.
CmykPixels decodeCmykJpeg(const std::string& bytes, int reducedBy);

}  // namespace legenda::image
