// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/regions/format.h"

#include <string>
#include <vector>

namespace legenda::data::regions {

// The two files of an image in Flickr30k Entities.
struct EntitiesFiles {
    std::string annotation;  // XML
    std::string sentences;   // lines
};

// Chains keep their numbers and the image's sentences are marked up with their phrases, once per annotator; regions
// that no chain shows are chains of their own, whose texts are sentences of one phrase each.
EntitiesFiles entitiesFiles(const Image& image, const std::vector<Record>& records);

}  // namespace legenda::data::regions
