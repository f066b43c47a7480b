// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/data/dataset_reader.h"
#include "core/store/project_store.h"

namespace legenda::exchange {

struct ImportOptions {
    std::filesystem::path project;  // may be empty with dryRun
    std::string format;
    std::filesystem::path root;
    bool dryRun = false;
};

struct ImportReport {
    std::string format;
    std::int64_t images = 0, captions = 0, regions = 0;  // found in the input
    store::SplitCounts splits;
    std::int64_t newImages = 0, newCaptions = 0;  // of these, what the project did not have
    std::vector<std::string> missingImages;
    std::vector<data::Problem> problems;
};

// Creates or extends a project from a dataset. Importing the same again adds nothing twice.
base::Result<ImportReport> runImport(const ImportOptions& options, const base::JobContext& context);

}  // namespace legenda::exchange
