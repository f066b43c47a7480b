// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/picture.h"

#include <filesystem>
#include <string>

namespace legenda::image {

// Decodes JPEG, PNG, WebP, TIFF, BMP and PNM: 16-bit, grey, palette, CMYK, transparent (over white) and EXIF-rotated
// ones come out as upright 8-bit RGB. maxSide > 0: the longest side is reduced to at most that (area filter). Above 200
// megapixels a JPEG is decoded reduced; its full size stays known. Errors name the file: Io when it is missing,
// BadInput when it is not an image, truncated, or above 200 megapixels in another format (refused by its header before
// allocation).
base::Result<base::Picture> decode(const std::filesystem::path& file, int maxSide = 0);
// The same of a file's bytes, which are lost; `file` is named in messages.
base::Result<base::Picture> decode(std::string&& bytes, const std::filesystem::path& file, int maxSide = 0);

// The input picture of every network, for features, drawn boxes, crops, packed pixels and trainings alike: upright;
// where its longer side exceeds longestSide it is reduced to that by an area filter, its aspect kept. A smaller one is
// never enlarged. 0: as it is. A JPEG may be decoded reduced on the way, to no less than twice the side that is asked
// for, so that the same photograph looks alike whatever size its file has. fullWidth and fullHeight are the file's own.
// Errors as decode().
base::Result<base::Picture> networkPicture(const std::filesystem::path& file, int longestSide);
base::Result<base::Picture> networkPicture(std::string&& bytes, const std::filesystem::path& file, int longestSide);

// Writes PNG or JPEG by the file's extension, atomically.
base::Status encode(const base::Picture& picture, const std::filesystem::path& file);

// The version of OpenCV, for doctor.
std::string decoderVersion();

}  // namespace legenda::image
