// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/region_files.h"

namespace legenda::data::predictions {

FormatPtr make_labelme() {
    return fromRegions({"labelme", "labelme", "labelme", Kind::Phrases});
}

}  // namespace legenda::data::predictions
