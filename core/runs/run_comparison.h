// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/records.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::runs {

// A value that differs between two runs; null: the run has none.
struct RunDifference {
    std::string key;
    nlohmann::json a, b;
};

// A dev figure at the same epoch of both runs.
struct RunFigurePair {
    std::string name;  // "dev.r1"
    int epoch = 0;
    std::optional<double> a, b;  // of the last evaluation in the epoch
};

struct RunComparison {
    store::RunRecord a, b;
    std::vector<RunDifference> options;     // by key
    std::vector<RunDifference> provenance;  // data, split, version, device … (core/runs/provenance.h), by key
    std::vector<RunFigurePair> figures;     // by name, then epoch
};

base::Result<RunComparison> compareRuns(const std::filesystem::path& project, const std::string& a,
                                        const std::string& b);

// {"runs":[A,B],"options":[{"key","a","b"}],"provenance":[…],"figures":[{"name","epoch","a","b"}]}
nlohmann::json comparisonToJson(const RunComparison& comparison);

}  // namespace legenda::runs
