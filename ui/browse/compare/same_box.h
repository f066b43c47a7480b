// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <optional>
#include <vector>

namespace legenda::ui {

// A box each; none: a text of the whole image.
using MaybeBoxes = std::vector<std::optional<base::Box>>;

// The place in `to` of the box that overlaps best with the one at `place` in `from`, where no other of `from` overlaps
// better with it and their IoU is at least one half; of equals the first. -1: there is none.
int sameBox(const MaybeBoxes& from, int place, const MaybeBoxes& to);

}  // namespace legenda::ui
