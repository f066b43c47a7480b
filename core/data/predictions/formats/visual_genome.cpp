// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/region_files.h"

namespace legenda::data::predictions {

FormatPtr make_visual_genome() {
    return fromRegions({"visual-genome", "Visual Genome", "visual-genome", Kind::Regions});
}

}  // namespace legenda::data::predictions
