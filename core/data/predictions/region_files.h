// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/predictions/format.h"

#include <string>

namespace legenda::data::predictions {

// Predictions in a format of region texts (core/data/regions), read and written by that.
struct RegionFiles {
    std::string name, title;
    std::string regions;  // name of the format of region texts
    Kind kind = Kind::Regions;
    bool sentences = false;  // it has a place for the sentence of a phrase, which then stands for the region's text
    // What beside recognises() of that format tells such a file; null: nothing.
    bool (*alsoNeeds)(const regions::Look& look) = nullptr;
};
FormatPtr fromRegions(RegionFiles files);

}  // namespace legenda::data::predictions
