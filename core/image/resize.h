// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/picture.h"

namespace legenda::image {

// Warps the box (in the picture's full-size coordinates) to width x height, as R-CNN warps its crops; parts outside the
// picture repeat its edge. Area filter when shrinking, bilinear when growing.
base::Picture crop(const base::Picture& picture, const base::Box& box, int width, int height);
base::Picture resize(const base::Picture& picture, int width, int height);
base::Picture mirrored(const base::Picture& picture);  // left and right exchanged

}  // namespace legenda::image
