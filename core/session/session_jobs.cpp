// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that queues jobs, and tells of runs.
#include "core/exchange/opened_images.h"
#include "core/project/model_kind.h"
#include "core/runs/run_control.h"
#include "core/session/session_impl.h"

namespace legenda::session {

using base::ProgressFn;
using base::Result;
using store::ProjectStore;

namespace {

Result<store::EvaluationRecord> keep(const std::filesystem::path& project, const store::EvaluationRecord& evaluation) {
    LEGENDA_TRY(store, ProjectStore::open(project));
    return store->addEvaluation(evaluation);
}

}  // namespace

JobId Session::train(const runs::TrainRequest& request, ProgressFn progress, Callback<runs::TrainReport> done) {
    auto own = request;
    const auto* kind = project::modelKindByCommand(own.kind);
    if (kind && kind->trainsOnCard) own.device = impl_->config.device;
    own.told = runs::throttled(std::move(own.told));
    return impl_->startJob<runs::TrainReport>(
        impl_->longJobs, std::move(progress), std::move(done), [this, own](const auto& context) {
            auto report = runs::runTraining(own, impl_->config.resources, context);
            impl_->advance();  // it may have made features
            return report;
        });
}

JobId Session::createDemo(const std::filesystem::path& directory, ProgressFn progress,
                          Callback<std::filesystem::path> done) {
    return impl_->startJob<std::filesystem::path>(
        impl_->imports, std::move(progress), std::move(done), [this, directory](const auto& context) {
            return exchange::makeDemo(impl_->config.resources, directory, context);
        });
}

JobId Session::projectFromImages(const std::filesystem::path& imageOrFolder,
                                 const std::filesystem::path& projectsFolder, ProgressFn progress,
                                 Callback<std::filesystem::path> done) {
    return impl_->startJob<std::filesystem::path>(impl_->imports, std::move(progress), std::move(done),
                                                  [this, imageOrFolder, projectsFolder](const auto& context) {
                                                      auto project = exchange::projectOfImages(imageOrFolder,
                                                                                               projectsFolder, context);
                                                      impl_->advance();  // it may be the one that is open
                                                      return project;
                                                  });
}

JobId Session::import(const exchange::ImportOptions& options, ProgressFn progress,
                      Callback<exchange::ImportReport> done) {
    return impl_->startJob<exchange::ImportReport>(impl_->imports, std::move(progress), std::move(done),
                                                   [this, options](const auto& context) {
                                                       auto report = exchange::runImport(options, context);
                                                       impl_->advance();
                                                       return report;
                                                   });
}

JobId Session::features(const extraction::FeatureOptions& options, ProgressFn progress,
                        Callback<extraction::FeatureReport> done) {
    auto own = options;
    own.device = impl_->config.device;
    return impl_->startJob<extraction::FeatureReport>(
        impl_->longJobs, std::move(progress), std::move(done), [this, own](const auto& context) {
            auto report = extraction::runFeatures(own, impl_->config.resources, context);
            impl_->advance();
            return report;
        });
}

JobId Session::evaluate(const evaluation::EvaluateOptions& options, const std::string& modelName, ProgressFn progress,
                        Callback<Evaluated> done) {
    auto own = options;
    own.device = impl_->config.device;
    return impl_->startJob<Evaluated>(
        impl_->longJobs, std::move(progress), std::move(done),
        [this, own, modelName](const auto& context) -> Result<Evaluated> {
            auto figures = evaluation::runEvaluation(own, impl_->config.resources, context);
            impl_->advance();  // it may have made features
            if (!figures) return base::pass(figures);
            Evaluated evaluated{{0, own.task, own.split, modelName, figures->dump(), {}}, std::move(*figures), {}};
            auto kept = keep(own.project, evaluated.record);
            if (kept)
                evaluated.record = std::move(*kept);
            else
                evaluated.notKept = kept.error().message;
            return evaluated;
        });
}

void Session::evaluations(Callback<std::vector<store::EvaluationRecord>> done) {
    using Evaluations = std::vector<store::EvaluationRecord>;
    impl_->queries.post<Evaluations>(std::move(done), [this](std::stop_token) -> Result<Evaluations> {
        LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
        return (*store)->evaluations();
    });
}

// On the store writer's thread, as every small change that a window makes.
void Session::removeEvaluation(std::int64_t id, Callback<std::int64_t> done) {
    impl_->acts.post<std::int64_t>(std::move(done),
                                   [project = impl_->current().project, id](std::stop_token) -> Result<std::int64_t> {
                                       LEGENDA_TRY(store, ProjectStore::open(project));
                                       LEGENDA_TRY(removed, store->removeEvaluation(id));
                                       return id;
                                   });
}

void Session::addEvaluation(const store::EvaluationRecord& evaluation, Callback<store::EvaluationRecord> done) {
    impl_->acts.post<store::EvaluationRecord>(
        std::move(done),
        [project = impl_->current().project, evaluation](std::stop_token) { return keep(project, evaluation); });
}

JobId Session::importSnippets(const std::filesystem::path& file, const std::string& format, ProgressFn progress,
                              Callback<exchange::SnippetsReport> done) {
    return impl_->startJob<exchange::SnippetsReport>(
        impl_->imports, std::move(progress), std::move(done), [this, file, format](const auto& context) {
            return exchange::importSnippets(impl_->current().project, file, format, context);
        });
}

JobId Session::exportSnippets(const std::filesystem::path& file, const std::string& format, ProgressFn progress,
                              Callback<exchange::SnippetsReport> done) {
    return impl_->startJob<exchange::SnippetsReport>(
        impl_->imports, std::move(progress), std::move(done), [this, file, format](const auto& context) {
            return exchange::exportSnippets(impl_->current().project, file, format, context);
        });
}

JobId Session::norms(ProgressFn progress, Callback<inference::NormsReport> done) {
    return impl_->startJob<inference::NormsReport>(
        impl_->norms, std::move(progress), std::move(done), [this](const auto& context) {
            return inference::runNorms(impl_->normsOptions(), impl_->config.resources, context);
        });
}

JobId Session::bound(const std::string& split, ProgressFn progress, Callback<inference::BoundReport> done) {
    return impl_->startJob<inference::BoundReport>(
        impl_->norms, std::move(progress), std::move(done), [this, split](const auto& context) {
            const auto norms = impl_->normsOptions();
            return inference::runBound({norms.project, norms.model, split}, impl_->config.resources, context);
        });
}

void Session::cancel(JobId job) {
    for (auto* queue : {&impl_->norms, &impl_->imports, &impl_->longJobs})
        if (queue->cancel(job)) return;
}

void Session::runs(Callback<std::vector<store::RunRecord>> done) {
    impl_->queries.post<std::vector<store::RunRecord>>(
        std::move(done), [this](std::stop_token) { return runs::listRuns(impl_->current().project); });
}

void Session::runCurve(const std::string& run, Callback<std::vector<runs::CurvePoint>> done) {
    impl_->queries.post<std::vector<runs::CurvePoint>>(
        std::move(done), [this, run](std::stop_token) { return runs::readCurve(impl_->current().project, run); });
}

void Session::runFigures(const std::string& run, Callback<std::vector<store::FigureRecord>> done) {
    using Figures = std::vector<store::FigureRecord>;
    impl_->queries.post<Figures>(std::move(done), [this, run](std::stop_token) -> Result<Figures> {
        LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
        return (*store)->figures(run);
    });
}

void Session::presets(Callback<std::vector<runs::PresetInfo>> done) {
    using Presets = std::vector<runs::PresetInfo>;
    impl_->queries.post<Presets>(
        std::move(done), [this](std::stop_token) -> Result<Presets> { return runs::presets(impl_->config.resources); });
}

}  // namespace legenda::session
