// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>

namespace legenda::image {

struct Size {
    int width = 0, height = 0;
    bool operator==(const Size&) const = default;
};

// Width and height of the upright full-size image (EXIF orientation applied) from its header, without decoding. Errors
// as decode(): Io when the file is missing, BadInput when it is not an image, truncated or too large.
base::Result<Size> readSize(const std::filesystem::path& file);

}  // namespace legenda::image
