// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/inference/predictor.h"
#include "core/inference/search.h"
#include "core/project/resources.h"
#include "core/store/records.h"

namespace legenda::inference {

struct SearchOptions {
    std::filesystem::path project;
    std::string text;
    bool regions = false;  // single regions that fit, instead of whole images
    int top = 10;
    std::filesystem::path model;  // alignment checkpoint; empty: the one in use
    std::string device = "cpu";
    int mostNewFeatures = -1;  // missing features of at most this many images are computed first, negative: of any
                               // number; otherwise those images are skipped
};

// inference::search over the project: loads the model, opens the feature file, computes missing features; says which
// words the model does not know, and as what it reads them. A project without any features is BadInput with the key
// kFeaturesMissing.
base::Result<std::vector<SearchHit>> runSearch(const SearchOptions& options, const project::Resources& resources,
                                               const base::JobContext& context);

// The same with the model and feature file that a predictor has loaded, over the images of its project; options.model
// is ignored.
base::Result<std::vector<SearchHit>> searchOver(Predictor& predictor, const std::vector<store::ImageRecord>& images,
                                                const SearchOptions& options, const project::Resources& resources,
                                                const base::JobContext& context);

}  // namespace legenda::inference
