// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/picture_source.h"

#include "core/extraction/decoded_pixels.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::extraction {

namespace {
constexpr int kLeastSide = 64;  // pixels
}

base::Result<PictureSource> PictureSource::open(const std::filesystem::path& packed) {
    PictureSource source;
    source.packedFile_ = packed;
    if (packed.empty()) return source;
    LEGENDA_TRY(opened, features::PackedPixels::open(packed));
    source.packed_ = std::make_unique<features::PackedPixels>(std::move(*opened));
    return source;
}

std::optional<std::size_t> PictureSource::add(const store::ImageRecord& image, image::Size& size) {
    size = {image.width, image.height};
    if (!packed_ || size.width < 1 || size.height < 1) {
        const auto read = image::readSize(image.file);
        if (read) size = *read;
        if (!read && !packed_) {
            ++without_;
            return std::nullopt;
        }
    }
    if (size.width > 0 && std::max(size.width, size.height) < kLeastSide) {
        ++small_;
        return std::nullopt;
    }
    if (packed_) {
        const auto number = packed_->find(image.uuid);
        without_ += number ? 0 : 1;
        return number;
    }
    files_.push_back(image.file);
    return files_.size() - 1;
}

std::vector<std::string> PictureSource::notes() const {
    std::vector<std::string> all;
    if (without_ > 0)
        all.push_back(fmt::format("{} images {} and are left out.", without_,
                                  packed_ ? fmt::format("are not in {}", packedFile_.string()) : "could not be read"));
    if (small_ > 0)
        all.push_back(
            fmt::format("{} images are less than {} pixels wide and high and are left out.", small_, kLeastSide));
    return all;
}

std::unique_ptr<features::PixelSource> PictureSource::finish(int side, int longestSide) {
    if (packed_) return std::move(packed_);
    return std::make_unique<DecodedPixels>(std::move(files_), side, longestSide);
}

}  // namespace legenda::extraction
