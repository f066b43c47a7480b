// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace legenda::data {

// The box of an annotation of COCO's form, as its dataset and its snippets read it.
struct CocoBox {
    std::optional<base::Box> box;  // none: it has no box, or none that can be read
    std::string note;              // what is wrong with it, or how the box was made; empty: it was read unchanged
    bool damaged = false;          // there is a value for the box, and it is not a box
};

// "bbox" [x, y, width, height] as numbers or texts; where CVAT's attributes rotate it, the bounding box of the rotated
// one; without a bbox the bounds of the polygons of "segmentation".
CocoBox cocoBox(const nlohmann::json& annotation);

// The texts under a key: one, or a list of them; those without a word are left out. note: what is not text there.
std::vector<std::string> textsOf(const nlohmann::json& annotation, const char* key, std::string& note);

}  // namespace legenda::data
