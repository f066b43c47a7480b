// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/data/predictions/format.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::exchange {

namespace predictions = data::predictions;

struct PredictionsRequest {
    std::filesystem::path project;
    std::string name;    // of the set; may be empty with dryRun
    std::string format;  // empty: recognised by content
    predictions::Input input;
    bool dryRun = false;  // reads and reports, writes nothing
};

struct PredictionsReport {
    std::string name, format;
    store::PredictionKind kind = store::PredictionKind::Captions;
    std::int64_t images = 0, items = 0;  // images of the project with predictions, and predictions of these
    std::vector<std::string> unknown;    // the first names or ids that are no images of the project
    std::int64_t unknownImages = 0;      // all of these; their predictions are left out
    std::int64_t missing = 0;            // images of the project without a prediction
    std::map<std::string, std::int64_t> missingBySplit;
    std::vector<data::Problem> problems;  // for which the file is refused; the first thousand
    std::int64_t problemCount = 0;        // all of them
    std::vector<data::Problem> notes;     // what was repaired, and what is unusual
};

// Usage: a name of a set has 1 to 100 bytes, not all of them spaces, no slash and no control characters, and does not
// begin as a program's does, with exec:.
base::Status checkPredictionsName(const std::string& name);

// Reads a system's output and keeps it in the project as a set: all of it or nothing. The whole file is checked first;
// with problems nothing is written. Memory grows by some bytes a prediction only. Errors: Usage (the name, the format),
// Io, Cancelled, BadInput: no image of the file is in the project or, unless dryRun, the first of the problems.
base::Result<PredictionsReport> importPredictions(const PredictionsRequest& request, const base::JobContext& context);

// The formats in which a set of this kind can be written.
std::vector<predictions::FormatInfo> exportFormats(store::PredictionKind kind);

struct PredictionsTarget {
    std::filesystem::path project;
    std::string name;            // of the set
    std::string format;          // empty: as it was imported
    std::filesystem::path file;  // or the folder that the format writes
};
// Writes a set to a file. Usage: the format is for another kind of predictions.
base::Result<PredictionsReport> exportPredictions(const PredictionsTarget& target, const base::JobContext& context);

}  // namespace legenda::exchange
