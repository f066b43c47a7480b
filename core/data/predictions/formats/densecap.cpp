// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/region_files.h"

namespace legenda::data::predictions {

FormatPtr make_densecap() {
    return fromRegions({"densecap", "DenseCap", "densecap", Kind::Regions});
}

}  // namespace legenda::data::predictions
