// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/regions/record.h"

#include <string>

namespace legenda::data::regions {

// Reads one task of Label Studio's JSON export, or one of its short form JSON_MIN, which has the task's data and the
// values of each tag side by side. Boxes are percents of the image there, a turned one is turned about its upper left
// corner. `where`: of the task.
void readTask(const nlohmann::json& task, const std::string& where, Feed& feed);

}  // namespace legenda::data::regions
