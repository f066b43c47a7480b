// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/pixel_source.h"

#include <filesystem>
#include <vector>

namespace legenda::extraction {

// Image files, decoded at each read by image::networkPicture() and warped to the square like those of features. read()
// names the file that it cannot read.
class DecodedPixels : public features::PixelSource {
 public:
    // longestSide: as of features::Recipe.
    DecodedPixels(std::vector<std::filesystem::path> files, int side, int longestSide)
        : files_(std::move(files)), side_(side), longestSide_(longestSide) {}

    std::size_t size() const override { return files_.size(); }
    int side() const override { return side_; }
    base::Status read(std::size_t i, std::uint8_t* rgb) const override;

 private:
    std::vector<std::filesystem::path> files_;
    int side_, longestSide_;
};

}  // namespace legenda::extraction
