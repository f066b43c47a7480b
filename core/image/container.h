// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace legenda::image {

enum class Container { Jpeg, Png, Bmp, WebP, Other };

// What the outer form of an image file says before any pixel is decoded.
struct ContainerFacts {
    Container kind = Container::Other;
    std::int64_t width = 0, height = 0;  // as stored, before EXIF orientation; 0 where it is not known
    std::string damage;                  // empty when the file ends as its format demands
};

// Walks the segments of a JPEG, the chunks of a PNG, the header of others. Decoders only warn about a truncated file;
// this tells it.
ContainerFacts inspect(std::string_view bytes);

}  // namespace legenda::image
