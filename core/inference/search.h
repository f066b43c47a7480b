// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/job_context.h"
#include "core/features/feature_store.h"
#include "core/inference/kept_vectors.h"
#include "core/model/aligner.h"
#include "core/store/records.h"

#include <optional>
#include <string>
#include <vector>

namespace legenda::inference {

struct SearchQuestion {
    std::string text;
    bool regions = false;  // single regions that fit, instead of whole images
    int top = 10;
};

struct SearchHit {
    store::ImageRecord image;
    double score = 0;
    std::optional<base::Box> box;  // with regions
};

// BadInput: the text has no word that the model knows.
base::Status checkQuestion(const model::Aligner& aligner, const SearchQuestion& question);

// Images by S = sum_t max_i v_i . s_t, or regions by sum_t v_i . s_t, best first, over a loaded model and an open
// feature file; kept: the cached embeddings of that file by that model. Images without features are skipped. Errors:
// those of checkQuestion; Cancelled.
base::Result<std::vector<SearchHit>> search(const model::Aligner& aligner, const features::FeatureStore& store,
                                            KeptVectors& kept, const std::vector<store::ImageRecord>& images,
                                            const SearchQuestion& question, const base::JobContext& context);

// The number of images without features in the file (nullptr: there is no file).
std::int64_t missingFeatures(const features::FeatureStore* store, const std::vector<store::ImageRecord>& images);

}  // namespace legenda::inference
