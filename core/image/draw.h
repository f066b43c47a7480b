// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/picture.h"

#include <string>

namespace legenda::image {

// Draws a box with its text in place: a line in Okabe and Ito's colour `colour` (modulo eight) over a dark halo, the
// text on solid ground.
void drawBox(base::Picture& picture, const base::Box& box, int colour, const std::string& text);

}  // namespace legenda::image
