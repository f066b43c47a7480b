// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment_result.h"

#include <vector>

namespace legenda::ui {

// For each word of an alignment whether it has a line, a box and a colour: every one, or the content words alone. The
// alignment is the same in both cases.
std::vector<bool> shownWords(const model::Alignment& alignment, bool contentOnly);

// The segments that hold a shown word, with these words alone as their text.
std::vector<model::Segment> shownSegments(const model::Alignment& alignment, const std::vector<bool>& shown);

}  // namespace legenda::ui
