// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace legenda::evaluation {

// Whether a small value of an item's figure is a good one, as of "rank"; of all others a large one is.
bool lowIsGood(const std::string& figure);

// The figure of items, one of `names`, that lies behind a figure of the whole: "rank" behind "r1", "iou" behind
// "accuracy" where the items have it, "CIDEr" behind "CIDEr". Empty: none does.
std::string figureBehind(const std::string& figure, const std::vector<std::string>& names);

}  // namespace legenda::evaluation
