// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/base/picture.h"
#include "core/image/image_size.h"

#include <filesystem>

namespace legenda::image {

// The part of a picture inside `box`, which is in pixels of the full-size image; at least one pixel. Its full size
// stays the picture's.
base::Picture cut(const base::Picture& picture, const base::Box& box);

// Decodes the part of an image of `size` inside `box`, reduced so that its longest side has about `side` pixels; never
// enlarged. Errors as decode().
base::Result<base::Picture> decodePart(const std::filesystem::path& file, Size size, const base::Box& box, int side);

}  // namespace legenda::image
