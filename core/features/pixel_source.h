// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace legenda::features {

// The pictures of a training by number, upright RGB, warped to a square. With OpenCV they are decoded, elsewhere they
// come from a file of packed pixels. read() may be called from several threads.
class PixelSource {
 public:
    virtual ~PixelSource() = default;
    virtual std::size_t size() const = 0;
    virtual int side() const = 0;  // of the square, pixels
    // Picture i as [side, side, 3] bytes, rows from the top.
    virtual base::Status read(std::size_t i, std::uint8_t* rgb) const = 0;
};

}  // namespace legenda::features
