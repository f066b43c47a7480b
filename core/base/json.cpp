// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

namespace legenda::base {

Result<nlohmann::json> parseJson(const std::string& text, const std::string& where) {
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception& problem) {
        return fail(ErrorCode::BadInput, where + " is not valid JSON.", problem.what());
    }
}

Result<Box> boxFromJson(const nlohmann::json& value, const std::string& where) {
    if (!value.is_array() || value.size() != 4 ||
        !std::all_of(value.begin(), value.end(), [](const auto& n) { return n.is_number(); }))
        return fail(ErrorCode::BadInput, where + ": a box must be [x, y, w, h], found " + value.dump() + ".");
    return Box{value[0].get<double>(), value[1].get<double>(), value[2].get<double>(), value[3].get<double>()};
}

}  // namespace legenda::base
