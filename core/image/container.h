// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace legenda::image {

enum class Container { Jpeg, Png, Bmp, WebP, Tiff, Pnm, Unknown };

// The properties of an image file that are known before any pixel is decoded.
struct ContainerFacts {
    Container kind = Container::Unknown;
    std::int64_t width = 0, height = 0;  // as stored, before EXIF orientation; 0 where it is not known
    int orientation = 1;                 // of EXIF: 1 to 8
    int channels = 0;                    // of a JPEG: 4 is CMYK
    bool alpha = false;                  // PNG, WebP
    std::optional<int> greyKey;          // of a grey PNG: the level that is see-through, of 255 or (16 bits) of 65535
    bool buffered = false;               // a JPEG in several scans: decoders hold all its coefficients
    std::size_t orientationAt = 0;       // of a TIFF: where its orientation stands
    std::string_view foreign;            // of an unknown one: what it is, where that is known
    std::string damage;                  // empty when the file ends as its format demands

    std::int64_t uprightWidth() const { return orientation >= 5 ? height : width; }
    std::int64_t uprightHeight() const { return orientation >= 5 ? width : height; }
};

// Reads the segments of a JPEG, the chunks of a PNG, the header of other formats. Decoders only warn about a truncated
// file; this detects it. The second reads no more of a file than it needs.
ContainerFacts inspect(std::string_view bytes);
ContainerFacts inspect(std::istream& file);

// How often a JPEG above 200 million pixels must be halved to come well below; 1 for all others.
int neededReduction(const ContainerFacts& facts);

// BadInput naming the file for an image that cannot be decoded, or not in bounded memory.
base::Status checkDecodable(const ContainerFacts& facts, const std::filesystem::path& file);

}  // namespace legenda::image
