// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/region_files.h"

namespace legenda::data::predictions {

FormatPtr make_odvg() {
    return fromRegions({"odvg", "ODVG", "odvg", Kind::Phrases, true});
}

}  // namespace legenda::data::predictions
