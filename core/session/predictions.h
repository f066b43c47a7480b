// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/image_predictions.h"
#include "core/evaluation/image_truth.h"
#include "core/evaluation/prediction_differences.h"
#include "core/session/queries.h"

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::session {

// The prediction sets of the open project, as they are looked at; they are imported and exported by Jobs, and scored by
// Jobs::evaluate with the set's name as `from`. What takes longer has a thread of its own. Reached through Session,
// whose rules hold.
class Predictions {
 public:
    Predictions(const OpenProject& project, Queries& queries)
        : project_(project), queries_(queries), worker_("predictions", 10, 1) {}

    void sets(Callback<std::vector<store::PredictionSetRecord>> done);  // by name
    // What the set of this name says of an image; the newest of the asker's, one for each of its parts.
    void ofImage(const std::string& set, std::int64_t image, Callback<evaluation::ImagePredictions> done,
                 const Asker& asker = {});
    // What ground truth says of it: evaluation::imageTruth(); the newest likewise.
    void truthOfImage(std::int64_t image, Callback<evaluation::ImagePredictions> done, const Asker& asker = {});
    // The images on which the set and another, or ground truth, differ most; see evaluation::mostDifferent().
    void mostDifferent(const evaluation::DifferenceOptions& options,
                       Callback<std::vector<evaluation::ImageDifference>> done, const Asker& asker = {});
    // Answers with the sets that are left.
    void remove(const std::string& set, Callback<std::vector<store::PredictionSetRecord>> done);
    void drop(const std::string& owner) { worker_.cancel(owner); }

 private:
    const OpenProject& project_;
    Queries& queries_;
    Connection connection_;  // of the worker's thread
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
