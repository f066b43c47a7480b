// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/common.h"
#include "core/extraction/box_vectors.h"

#include <string>
#include <vector>

namespace legenda::evaluation {

// The items of the region evaluation: each is a box with the human texts that describe it.
struct RegionItems {
    std::vector<extraction::ImageBoxes> images;  // every box is one item, in this order
    std::vector<std::vector<metrics::Tokens>> references;

    std::size_t size() const { return references.size(); }
    std::vector<std::string> names() const;         // of the images
    std::vector<std::size_t> imageOfItems() const;  // place in images of each item
};

// Entities of the split that have a box and a mention: box = the smallest rectangle around the entity's boxes,
// references = its mentions, one for each distinct text. No such entity: BadInput naming the split.
base::Result<RegionItems> entityItems(const Evaluation& evaluation);
// The project's own regions with texts (--truth snippets).
base::Result<RegionItems> snippetItems(const Evaluation& evaluation);

// Drops the items of images for which `keep` is false.
RegionItems keepImages(RegionItems items, const std::vector<bool>& keep);

// Each distinct text once, in the order of their first occurrence, tokenised for the metrics; those without a token are
// left out. Distinct are texts whose lower-cased words at spaces differ, as Entities writes its tokens (this gives the
// protocol's 2,626 entities with two texts on Flickr8K dev).
std::vector<metrics::Tokens> distinctTexts(const std::vector<std::string>& texts);

}  // namespace legenda::evaluation
