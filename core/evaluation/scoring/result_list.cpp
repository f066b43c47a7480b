// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scoring/result_list.h"

#include "core/base/files.h"
#include "core/base/json.h"

#include <fmt/format.h>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

Result<std::vector<ResultRow>> resultRows(const json& list, const std::string& where) {
    if (!list.is_array())
        return base::fail(ErrorCode::BadInput, fmt::format("{}: expected an array of {{image_id, caption}}.", where));
    std::vector<ResultRow> rows;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& row = list[i];
        const std::string place = fmt::format("{}[{}]", where, i);
        if (!row.is_object())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{}: expected an object, found {}.", place, row.type_name()));
        const auto id = row.find("image_id");
        if (id == row.end() || !(id->is_number_integer() || id->is_string()))
            return base::fail(ErrorCode::BadInput, fmt::format("{}: \"image_id\" must be a number or a text.", place));
        const auto caption = row.find("caption");
        if (caption == row.end() || !caption->is_string())
            return base::fail(ErrorCode::BadInput, fmt::format("{}: \"caption\" must be a text.", place));
        rows.push_back({id->dump(), caption->get<std::string>()});
    }
    return rows;
}

Result<json> readJsonFile(const std::filesystem::path& file) {
    LEGENDA_TRY(bytes, base::readFile(file));
    if (bytes->starts_with("\xef\xbb\xbf")) bytes->erase(0, 3);
    return base::parseJson(*bytes, file.string());
}

}  // namespace legenda::evaluation
