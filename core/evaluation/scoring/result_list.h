// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::evaluation {

// A row of a COCO result list or of the annotations of a COCO caption file.
struct ResultRow {
    std::string id;  // image_id as JSON: a number and a text are different ids
    std::string caption;
};
// BadInput names the place below `where`.
base::Result<std::vector<ResultRow>> resultRows(const nlohmann::json& list, const std::string& where);

base::Result<nlohmann::json> readJsonFile(const std::filesystem::path& file);

}  // namespace legenda::evaluation
