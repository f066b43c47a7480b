// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/mapped_file.h"
#include "core/features/pixel_source.h"

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::features {

// Pictures in one memory-mapped file: a header of 64 bytes (magic, side, count, length of the index, little-endian),
// the pictures as [count, side, side, 3] bytes, the UUIDs of their images, one per line.
class PackedPixels : public PixelSource {
 public:
    // BadInput names the file: not such a file, another version, shorter or longer than its header says.
    static base::Result<PackedPixels> open(const std::filesystem::path& file);

    std::size_t size() const override { return images_.size(); }
    int side() const override { return side_; }
    base::Status read(std::size_t i, std::uint8_t* rgb) const override;

    const std::vector<std::string>& images() const { return images_; }  // UUIDs
    std::optional<std::size_t> find(const std::string& uuid) const;

 private:
    MappedFile file_;
    int side_ = 0;
    std::vector<std::string> images_;
    std::unordered_map<std::string, std::size_t> numbers_;
};

// Writes such a file, atomically. next() writes the next picture's pixels to the given place and returns its image's
// UUID, or nothing after the last one; an error ends the writing. Returns the number of pictures.
base::Result<std::size_t> writePackedPixels(
    const std::filesystem::path& file, int side,
    const std::function<base::Result<std::optional<std::string>>(std::uint8_t* rgb)>& next);

}  // namespace legenda::features
