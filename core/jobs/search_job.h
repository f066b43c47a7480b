// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/job_context.h"
#include "core/jobs/resources.h"
#include "core/store/records.h"

#include <optional>

namespace legenda::jobs {

struct SearchOptions {
    std::filesystem::path project;
    std::string text;
    bool regions = false;  // single regions that fit, instead of whole images
    int top = 10;
    std::filesystem::path model;  // alignment checkpoint; empty: chooseCheckpoint
    std::string device = "cpu";
    int mostNewFeatures = -1;  // features missing of at most this many images are made first, negative: of any number;
                               // else those images are passed over
};

struct SearchHit {
    store::ImageRecord image;
    double score = 0;
    std::optional<base::Box> box;  // with regions
};

// Images by S = sum_t max_i v_i . s_t, or regions by sum_t v_i . s_t, best first. A text without a known word is
// BadInput.
base::Result<std::vector<SearchHit>> runSearch(const SearchOptions& options, const Resources& resources,
                                               const base::JobContext& context);

}  // namespace legenda::jobs
