// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"
#include "ui/canvas/image_canvas_overlays.h"

namespace legenda::ui {

class PeopleState;

// Another annotator's box is drawn in this person's colour with the name, and is not moved by accident: its overlay is
// not editable. While work is reviewed, everybody's is drawn so.
void drawAsAnnotators(const PeopleState& people, const store::RegionRecord& region, Overlay& overlay);

}  // namespace legenda::ui
