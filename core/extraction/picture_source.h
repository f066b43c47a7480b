// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/features/packed_pixels.h"
#include "core/features/pixel_source.h"
#include "core/image/image_size.h"
#include "core/store/records.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legenda::extraction {

// Collects the pictures of a training: from a file of packed pixels or from the image files themselves.
class PictureSource {
 public:
    static base::Result<PictureSource> open(const std::filesystem::path& packed);  // empty: the image files

    // The image's number in the source and its size; nothing where it has no pixels or is too small to learn from.
    std::optional<std::size_t> add(const store::ImageRecord& image, image::Size& size);
    // A sentence each about images without pixels and about those that are too small, where there are any.
    std::vector<std::string> notes() const;
    // The source of all that was added. Image files are reduced to longestSide (as of features::Recipe) and warped to
    // squares of `side`; packed pixels stay as they were packed.
    std::unique_ptr<features::PixelSource> finish(int side, int longestSide);

 private:
    std::filesystem::path packedFile_;
    std::unique_ptr<features::PackedPixels> packed_;
    std::vector<std::filesystem::path> files_;
    std::size_t without_ = 0, small_ = 0;
};

}  // namespace legenda::extraction
