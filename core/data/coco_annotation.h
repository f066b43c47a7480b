// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace legenda::data {

// The box of an annotation of COCO's form, as its data set and its snippets read it.
struct CocoBox {
    std::optional<base::Box> box;  // none: it has no box, or none that can be read
    std::string note;              // what is wrong with it, or how the box was made; empty: it stands there as it is
    bool damaged = false;          // there is something that should be a box and is none
};

// "bbox" [x, y, width, height] as numbers or texts; where CVAT's attributes turn it, the upright box round the turned
// one; without a bbox the bounds of the polygons of "segmentation".
CocoBox cocoBox(const nlohmann::json& annotation);

// The texts under a key: one, or a list of them; those without a word are left out. note: what is no text there.
std::vector<std::string> textsOf(const nlohmann::json& annotation, const char* key, std::string& note);

}  // namespace legenda::data
