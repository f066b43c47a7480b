// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment_result.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <vector>

namespace legenda::ui {

// The box of one region of an alignment, with its number and colour; `lit` and the others dimmed where it is >= 0.
Overlay regionOverlay(const model::Alignment& alignment, const std::vector<int>& numbers, int region, int lit);
// The boxes of the regions aligned with these segments, with these numbers.
std::vector<Overlay> wonOverlays(const model::Alignment& alignment, const std::vector<model::Segment>& segments,
                                 const std::vector<int>& numbers, int lit);

}  // namespace legenda::ui
