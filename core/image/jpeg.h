// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::image {

struct JpegPixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;  // [height, width, 3]
    std::string problem;            // why it cannot be decoded, or what of it is damaged; empty when all went well
};

// The pixels of a JPEG as stored, reduced by 1, 2, 4 or 8. OpenCV decodes with the same library, but it prints
// libjpeg's warnings and returns the grey that libjpeg fills in for damaged parts; and it takes every JPEG of four
// channels for Adobe's inverted CMYK, while this reads the marker.
JpegPixels decodeJpeg(const std::string& bytes, int reducedBy);

}  // namespace legenda::image
