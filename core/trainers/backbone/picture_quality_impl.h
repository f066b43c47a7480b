// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <cstdint>
#include <vector>

namespace legenda::trainers {

// A square RGB picture, [side, side, 3] bytes, rows from the top.
struct Square {
    int side = 0;
    std::vector<std::uint8_t> rgb;
};

// The degradations of a picture in augmentation, as photographs from different sources differ: downscaled, out of
// focus, sharpened, compressed. Applied in this order.
struct Quality {
    double size = 1;        // remaining fraction of the side; the picture is not enlarged again
    double blur = 0;        // standard deviation of a Gaussian blur, in pixels after the downscaling
    double sharpening = 0;  // weight of an unsharp mask with a standard deviation of one pixel
    int jpeg = 100;         // JPEG quality, 1 to 100; 100: no compression
};

// The limits of the random draw.
struct QualityLimits {
    double leastSize = 1;
    double mostBlur = 0;
    double mostSharpening = 0;
    int leastJpeg = 100;
};

// Downscaling and compression are each drawn for every second picture, uniformly up to their limits; of three pictures
// one is blurred, one sharpened and one neither.
Quality drawQuality(base::Random draws, const QualityLimits& limits);

// The picture with that quality; untouched where it changes nothing.
Square withQuality(Square picture, const Quality& quality);

// The parts of it, for tests.
Square reduced(const Square& picture, int side);          // every pixel the mean of the area it covers
Square blurred(const Square& picture, double deviation);  // the edge is repeated beyond itself
Square sharpened(const Square& picture, double weight);
// What JPEG at this quality loses: the discrete cosine transform of blocks of 8 x 8 in luminance and colour difference,
// rounded to the steps of the standard's tables. Colour is not subsampled and no bytes are made.
Square withJpegLosses(const Square& picture, int quality);

}  // namespace legenda::trainers
