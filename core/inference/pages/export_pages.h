// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/split_output.h"

#include <filesystem>
#include <string>

namespace legenda::inference {

struct PagesOptions {
    std::filesystem::path project;
    std::string split;
    std::filesystem::path out;  // a folder: new, empty, or of pages that were exported before
    double beta = model::kDefaultBeta;
    bool regions = true;  // with descriptions of regions
    int threads = 0;
    std::string device = "cpu";
};

struct PagesReport {
    BatchReport images;     // `written`: pages, whether made now or before
    std::int64_t made = 0;  // now
    std::filesystem::path index;
};

// Static web pages of a split by the models in use: thumbnails, and for each image its caption, its sentences aligned
// with regions and the descriptions of its best regions (page_html.h). Missing features are computed first. Each page
// is written whole, after its pictures; one that is up to date already is left, so that an export that was stopped goes
// on. At the end the pages of earlier exports that nothing links to any more are removed (page_list.h). Errors:
// BadInput for a folder that holds anything else.
base::Result<PagesReport> exportPages(const PagesOptions& options, const project::Resources& resources,
                                      const base::JobContext& context);

}  // namespace legenda::inference
