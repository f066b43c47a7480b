// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/decoded_pixels.h"

#include "core/image/decode.h"
#include "core/image/resize.h"

#include <algorithm>

namespace legenda::extraction {

base::Status DecodedPixels::read(std::size_t i, std::uint8_t* rgb) const {
    const auto picture = image::networkPicture(files_.at(i), longestSide_);
    if (!picture) return tl::unexpected(picture.error());
    std::ranges::copy(image::resize(*picture, side_, side_).rgb, rgb);
    return {};
}

}  // namespace legenda::extraction
