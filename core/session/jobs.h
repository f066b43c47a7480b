// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/kept_evaluation.h"
#include "core/exchange/import.h"
#include "core/exchange/predictions.h"
#include "core/exchange/opened_images.h"
#include "core/exchange/relink.h"
#include "core/exchange/snippets.h"
#include "core/extraction/extract_features.h"
#include "core/inference/embedding_norms.h"
#include "core/inference/proposal_recall.h"
#include "core/runs/training_job.h"
#include "core/runtime/job_queue.h"
#include "core/session/asker.h"
#include "core/session/open_project.h"

#include <atomic>
#include <filesystem>
#include <string>

namespace legenda::session {

using JobId = runtime::JobId;

// Long work, in three queues at nice 19, each one job after the other:
//  - long jobs: features, training, evaluation
//  - imports: datasets, photographs, region texts and the demo, so that none of them waits for a training
//  - norms, on one thread: embedding norms and proposal recall, for the same reason
// `progress`, and training events, are sent at most 20 times per second. Reached through Session, whose rules hold.
class Jobs {
 public:
    explicit Jobs(OpenProject& project);

    // The demo project in `directory`, created where it is missing; opened by the caller.
    JobId createDemo(const std::filesystem::path& directory, base::ProgressFn progress,
                     Callback<std::filesystem::path> done);
    // An image or a folder of images given by the user: a project in the user's data folder is created or updated,
    // opened by the caller.
    JobId projectFromImages(const std::filesystem::path& imageOrFolder, const std::filesystem::path& projectsFolder,
                            base::ProgressFn progress, Callback<exchange::OpenedImages> done);
    JobId train(const runs::TrainRequest& request, base::ProgressFn progress, Callback<runs::TrainReport> done);
    JobId import(const exchange::ImportOptions& options, base::ProgressFn progress,
                 Callback<exchange::ImportReport> done);
    JobId features(const extraction::FeatureOptions& options, base::ProgressFn progress,
                   Callback<extraction::FeatureReport> done);
    // The figures are kept in the project under the model's name.
    JobId evaluate(const evaluation::EvaluateOptions& options, const std::string& modelName, base::ProgressFn progress,
                   Callback<evaluation::KeptEvaluation> done);
    // Snippets and moved photographs: of the project that is open now, also where the job waits behind others.
    JobId importSnippets(const std::filesystem::path& file, const std::string& format, base::ProgressFn progress,
                         Callback<exchange::SnippetsReport> done);
    JobId exportSnippets(const exchange::SnippetsTarget& target, base::ProgressFn progress,
                         Callback<exchange::SnippetsReport> done);
    // Into and out of the project that is open now, whatever `project` says.
    JobId importPredictions(const exchange::PredictionsRequest& request, base::ProgressFn progress,
                            Callback<exchange::PredictionsReport> done);
    JobId exportPredictions(const exchange::PredictionsTarget& target, base::ProgressFn progress,
                            Callback<exchange::PredictionsReport> done);
    JobId norms(base::ProgressFn progress, Callback<inference::NormsReport> done);
    // Of the regions of the alignment model in use.
    JobId bound(const std::string& split, base::ProgressFn progress, Callback<inference::BoundReport> done);
    // Finds photographs again whose files were moved, see exchange::relinkImages().
    JobId relink(const std::filesystem::path& folder, base::ProgressFn progress, Callback<exchange::RelinkReport> done);
    void cancel(JobId job);  // one that is waiting ends at once; done gets Cancelled

 private:
    // Queues `body(JobContext)` under a new id. MayChange: the job may change images or vectors.
    enum class Effect { None, MayChange };
    template <class T, class Body>
    JobId start(runtime::JobQueue& queue, Effect effect, base::ProgressFn progress, Callback<T> done, Body body);

    OpenProject& project_;
    std::atomic<JobId> next_{1};
    runtime::JobQueue norms_, imports_, longJobs_;
};

}  // namespace legenda::session
