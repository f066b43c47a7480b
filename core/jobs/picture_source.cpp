// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/picture_source.h"

#include "core/jobs/decoded_pixels.h"

#include <fmt/format.h>

namespace legenda::jobs {

base::Result<PictureSource> PictureSource::open(const std::filesystem::path& packed) {
    PictureSource source;
    source.packedFile_ = packed;
    if (packed.empty()) return source;
    auto opened = features::PackedPixels::open(packed);
    if (!opened) return base::pass(opened);
    source.packed_ = std::make_unique<features::PackedPixels>(std::move(*opened));
    return source;
}

std::optional<std::size_t> PictureSource::add(const store::ImageRecord& image, image::Size& size) {
    size = {image.width, image.height};
    if (!packed_ || size.width < 1 || size.height < 1) {
        const auto read = image::readSize(image.file);
        if (!read && !packed_) return std::nullopt;
        if (read) size = *read;
    }
    if (packed_) return packed_->find(image.uuid);
    files_.push_back(image.file);
    return files_.size() - 1;
}

std::string PictureSource::remark(std::size_t without) const {
    return fmt::format("{} images {} and are left out.", without,
                       packed_ ? fmt::format("are not in {}", packedFile_.string()) : std::string("could not be read"));
}

std::unique_ptr<features::PixelSource> PictureSource::finish(int side) {
    if (packed_) return std::move(packed_);
    return std::make_unique<DecodedPixels>(std::move(files_), side);
}

}  // namespace legenda::jobs
