// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/jobs.h"

#include "core/project/model_kind.h"
#include "core/runtime/compute_threads.h"

namespace legenda::session {

namespace fs = std::filesystem;
using base::JobContext;
using base::ProgressFn;

Jobs::Jobs(OpenProject& project)
    : project_(project),
      norms_("norms", 19, 1),
      imports_("imports", 19, 1),
      longJobs_("long jobs", 19, project.config().longThreads) {}

template <class T, class Body>
JobId Jobs::start(runtime::JobQueue& queue, Effect effect, ProgressFn progress, Callback<T> done, Body body) {
    const JobId id = next_++;
    queue.add<T>(id, std::move(progress), std::move(done),
                 [this, effect, body = std::move(body)](const JobContext& context) -> base::Result<T> {
                     auto result = body(context);
                     if (effect == Effect::MayChange) project_.advance();
                     return result;
                 });
    return id;
}

JobId Jobs::createDemo(const fs::path& directory, ProgressFn progress, Callback<fs::path> done) {
    return start(imports_, Effect::None, std::move(progress), std::move(done),
                 [this, directory](const JobContext& context) {
                     return exchange::makeDemo(project_.config().resources, directory, context);
                 });
}

JobId Jobs::projectFromImages(const fs::path& imageOrFolder, const fs::path& projectsFolder, ProgressFn progress,
                              Callback<exchange::OpenedImages> done) {
    return start(imports_, Effect::MayChange, std::move(progress), std::move(done),
                 [imageOrFolder, projectsFolder](const JobContext& context) {
                     return exchange::projectOfImages(imageOrFolder, projectsFolder, context);
                 });
}

JobId Jobs::train(const runs::TrainRequest& request, ProgressFn progress, Callback<runs::TrainReport> done) {
    auto own = request;
    if (own.device.empty()) own.device = project_.config().device;
    own.told = runs::throttled(std::move(own.told));
    return start(longJobs_, Effect::MayChange, std::move(progress), std::move(done),
                 [this, own](const JobContext& context) {
                     auto report = runs::runTraining(own, project_.config().resources, context);
                     // The next job of the thread has the session's number again.
                     if (own.threads > 0) runtime::setComputeThreads(project_.config().longThreads);
                     return report;
                 });
}

JobId Jobs::import(const exchange::ImportOptions& options, ProgressFn progress, Callback<exchange::ImportReport> done) {
    return start(imports_, Effect::MayChange, std::move(progress), std::move(done),
                 [options](const JobContext& context) { return exchange::runImport(options, context); });
}

JobId Jobs::features(const extraction::FeatureOptions& options, ProgressFn progress,
                     Callback<extraction::FeatureReport> done) {
    auto own = options;
    own.device = project_.config().device;
    return start(longJobs_, Effect::MayChange, std::move(progress), std::move(done),
                 [this, own](const JobContext& context) {
                     return extraction::runFeatures(own, project_.config().resources, context);
                 });
}

JobId Jobs::evaluate(const evaluation::EvaluateOptions& options, const std::string& modelName, ProgressFn progress,
                     Callback<evaluation::KeptEvaluation> done) {
    auto own = options;
    own.device = project_.config().device;
    return start(longJobs_, Effect::MayChange, std::move(progress), std::move(done),
                 [this, own, modelName](const JobContext& context) {
                     return evaluation::runAndKeep(own, modelName, project_.config().resources, context);
                 });
}

JobId Jobs::importSnippets(const fs::path& file, const std::string& format, ProgressFn progress,
                           Callback<exchange::SnippetsReport> done) {
    return start(imports_, Effect::None, std::move(progress), std::move(done),
                 [project = project_.folder(), file, format](const JobContext& context) {
                     return exchange::importSnippets(project, file, format, context);
                 });
}

JobId Jobs::exportSnippets(const exchange::SnippetsTarget& target, ProgressFn progress,
                           Callback<exchange::SnippetsReport> done) {
    return start(imports_, Effect::None, std::move(progress), std::move(done),
                 [project = project_.folder(), target](const JobContext& context) {
                     return exchange::exportSnippets(project, target, context);
                 });
}

JobId Jobs::importPredictions(const exchange::PredictionsRequest& request, ProgressFn progress,
                              Callback<exchange::PredictionsReport> done) {
    auto own = request;
    own.project = project_.folder();
    return start(imports_, Effect::None, std::move(progress), std::move(done),
                 [own](const JobContext& context) { return exchange::importPredictions(own, context); });
}

JobId Jobs::exportPredictions(const exchange::PredictionsTarget& target, ProgressFn progress,
                              Callback<exchange::PredictionsReport> done) {
    auto own = target;
    own.project = project_.folder();
    return start(imports_, Effect::None, std::move(progress), std::move(done),
                 [own](const JobContext& context) { return exchange::exportPredictions(own, context); });
}

JobId Jobs::norms(ProgressFn progress, Callback<inference::NormsReport> done) {
    return start(norms_, Effect::None, std::move(progress), std::move(done), [this](const JobContext& context) {
        return inference::runNorms({project_.folder(), {}, project_.config().device}, project_.config().resources,
                                   context);
    });
}

JobId Jobs::bound(const std::string& split, ProgressFn progress, Callback<inference::BoundReport> done) {
    return start(norms_, Effect::None, std::move(progress), std::move(done), [this, split](const JobContext& context) {
        return inference::runBound({project_.folder(), {}, split}, project_.config().resources, context);
    });
}

JobId Jobs::relink(const fs::path& folder, ProgressFn progress, Callback<exchange::RelinkReport> done) {
    return start(imports_, Effect::MayChange, std::move(progress), std::move(done),
                 [project = project_.folder(), folder](const JobContext& context) {
                     return exchange::relinkImages(project, folder, context);
                 });
}

void Jobs::cancel(JobId job) {
    for (auto* queue : {&norms_, &imports_, &longJobs_})
        if (queue->cancel(job)) return;
}

}  // namespace legenda::session
