// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"

#include <nlohmann/json.hpp>

namespace legenda::base {

// [x, y, w, h], the product's form of a box in JSON.
inline nlohmann::json boxToJson(const Box& box) {
    return nlohmann::json::array({box.x, box.y, box.w, box.h});
}

// Parses one document; `where` (a file and line) is named in the message.
Result<nlohmann::json> parseJson(const std::string& text, const std::string& where);
Result<Box> boxFromJson(const nlohmann::json& value, const std::string& where);

}  // namespace legenda::base
