// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"

#include <filesystem>
#include <functional>
#include <set>
#include <string>

namespace legenda::data::regions {

// Collects the paths of the keys of a JSON file, "annotations[].image_id", from the first elements of each of its
// lists. Ends as soon as `enough`, asked after new paths, says so. Errors: Io; Cancelled; BadInput where the file ends
// to be JSON before it is enough.
using Enough = std::function<bool(const std::set<std::string>& keys)>;
base::Status outlineJson(const std::filesystem::path& file, const base::JobContext& context, const Enough& enough);

}  // namespace legenda::data::regions
