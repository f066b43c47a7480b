// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode_part.h"

#include "core/image/decode.h"

#include <algorithm>
#include <cmath>

namespace legenda::image {

base::Picture cut(const base::Picture& picture, const base::Box& box) {
    const double scale = picture.fullWidth > 0 ? double(picture.width) / picture.fullWidth : 1.0;
    const int left = std::clamp(static_cast<int>(box.x * scale), 0, picture.width - 1);
    const int top = std::clamp(static_cast<int>(box.y * scale), 0, picture.height - 1);
    const int right = std::clamp(static_cast<int>(std::lround((box.x + box.w) * scale)), left + 1, picture.width);
    const int bottom = std::clamp(static_cast<int>(std::lround((box.y + box.h) * scale)), top + 1, picture.height);
    base::Picture part;
    part.width = right - left;
    part.height = bottom - top;
    part.fullWidth = picture.fullWidth;
    part.fullHeight = picture.fullHeight;
    part.rgb.reserve(std::size_t(3) * part.width * part.height);
    for (int y = top; y < bottom; ++y) {
        const auto row = picture.rgb.begin() + std::ptrdiff_t(3) * (std::ptrdiff_t(y) * picture.width + left);
        part.rgb.insert(part.rgb.end(), row, row + std::ptrdiff_t(3) * part.width);
    }
    return part;
}

base::Result<base::Picture> decodePart(const std::filesystem::path& file, Size size, const base::Box& box, int side) {
    const double longest = std::max(size.width, size.height);
    const int decoded = static_cast<int>(longest * side / std::max(1.0, std::max(box.w, box.h)));
    LEGENDA_TRY(picture, decode(file, decoded < longest ? decoded : 0));
    return cut(*picture, box);
}

}  // namespace legenda::image
