// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that queues long jobs, and tells of runs.
#include "core/jobs/runs_job.h"
#include "core/jobs/session_impl.h"
#include "core/project/model_kind.h"

#include <chrono>

namespace legenda::jobs {

using base::Progress;
using base::ProgressFn;
using base::Result;
using store::ProjectStore;

namespace {

// At most 20 reports a second; a new stage and dev figures always pass.
ProgressFn throttled(ProgressFn progress) {
    if (!progress) return {};
    using Clock = std::chrono::steady_clock;
    struct Last {
        std::string stage;
        Clock::time_point at{};
    };
    return [progress = std::move(progress), last = std::make_shared<Last>()](const Progress& p) {
        const auto now = Clock::now();
        const bool figures = std::ranges::any_of(p.metrics, [](const auto& m) { return m.first.starts_with("dev."); });
        if (p.stage == last->stage && !figures && now - last->at < std::chrono::milliseconds(50)) return;
        last->stage = p.stage;
        last->at = now;
        progress(p);
    };
}

Result<store::EvaluationRecord> keep(const std::filesystem::path& project, const store::EvaluationRecord& evaluation) {
    auto store = ProjectStore::open(project);
    if (!store) return base::pass(store);
    return store->addEvaluation(evaluation);
}

}  // namespace

template <class T, class Body>
JobId Session::Impl::startJob(Lane& lane, ProgressFn progress, Callback<T> done, Body body) {
    const JobId id = nextJob++;
    std::stop_source stop;
    {
        const std::lock_guard lock(jobsMutex);
        jobs.emplace(id, stop);
    }
    lane.post([this, id, stop, progress = throttled(std::move(progress)), done = std::move(done),
               body = std::move(body)](std::stop_token) {
        const base::JobContext context{stop.get_token(), progress};
        Result<T> result =
            context.stopped() ? Result<T>(base::JobContext::cancelled()) : guarded<T>([&] { return body(context); });
        {
            const std::lock_guard lock(jobsMutex);
            jobs.erase(id);
        }
        done(std::move(result));
    });
    return id;
}

JobId Session::train(const TrainRequest& request, ProgressFn progress, Callback<TrainReport> done) {
    auto own = request;
    const auto* kind = project::modelKindByCommand(own.kind);
    if (kind && kind->trainsOnCard) own.device = impl_->config.device;
    return impl_->startJob<TrainReport>(std::move(progress), std::move(done), [this, own](const auto& context) {
        auto report = runTraining(own, impl_->config.resources, context);
        impl_->advance();  // it may have made features
        return report;
    });
}

JobId Session::import(const ImportOptions& options, ProgressFn progress, Callback<ImportReport> done) {
    return impl_->startJob<ImportReport>(std::move(progress), std::move(done), [this, options](const auto& context) {
        auto report = runImport(options, context);
        impl_->advance();
        return report;
    });
}

JobId Session::features(const FeatureOptions& options, ProgressFn progress, Callback<FeatureReport> done) {
    auto own = options;
    own.device = impl_->config.device;
    return impl_->startJob<FeatureReport>(std::move(progress), std::move(done), [this, own](const auto& context) {
        auto report = runFeatures(own, impl_->config.resources, context);
        impl_->advance();
        return report;
    });
}

JobId Session::evaluate(const EvaluateOptions& options, const std::string& modelName, ProgressFn progress,
                        Callback<Evaluated> done) {
    auto own = options;
    own.device = impl_->config.device;
    return impl_->startJob<Evaluated>(
        std::move(progress), std::move(done), [this, own, modelName](const auto& context) -> Result<Evaluated> {
            auto figures = runEvaluation(own, impl_->config.resources, context);
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
    impl_->queries.post([this, done](std::stop_token) {
        done(guarded<std::vector<store::EvaluationRecord>>([&]() -> Result<std::vector<store::EvaluationRecord>> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            return (*store)->evaluations();
        }));
    });
}

// On the store writer's thread, as every small change that a window makes.
void Session::removeEvaluation(std::int64_t id, Callback<std::int64_t> done) {
    impl_->acts.post([project = impl_->current().project, id, done](std::stop_token) {
        done(guarded<std::int64_t>([&]() -> Result<std::int64_t> {
            auto store = ProjectStore::open(project);
            if (!store) return base::pass(store);
            if (auto removed = store->removeEvaluation(id); !removed) return base::pass(removed);
            return id;
        }));
    });
}

void Session::addEvaluation(const store::EvaluationRecord& evaluation, Callback<store::EvaluationRecord> done) {
    impl_->acts.post([project = impl_->current().project, evaluation, done](std::stop_token) {
        done(guarded<store::EvaluationRecord>([&] { return keep(project, evaluation); }));
    });
}

JobId Session::importSnippets(const std::filesystem::path& file, const std::string& format, ProgressFn progress,
                              Callback<SnippetsReport> done) {
    return impl_->startJob<SnippetsReport>(
        std::move(progress), std::move(done), [this, file, format](const auto& context) {
            return jobs::importSnippets(impl_->current().project, file, format, context);
        });
}

JobId Session::exportSnippets(const std::filesystem::path& file, const std::string& format, ProgressFn progress,
                              Callback<SnippetsReport> done) {
    return impl_->startJob<SnippetsReport>(
        std::move(progress), std::move(done), [this, file, format](const auto& context) {
            return jobs::exportSnippets(impl_->current().project, file, format, context);
        });
}

JobId Session::norms(ProgressFn progress, Callback<NormsReport> done) {
    return impl_->startJob<NormsReport>(
        impl_->norms, std::move(progress), std::move(done),
        [this](const auto& context) { return runNorms(impl_->normsOptions(), impl_->config.resources, context); });
}

JobId Session::bound(const std::string& split, ProgressFn progress, Callback<BoundReport> done) {
    return impl_->startJob<BoundReport>(
        impl_->norms, std::move(progress), std::move(done), [this, split](const auto& context) {
            const auto norms = impl_->normsOptions();
            return runBound({norms.project, norms.model, split}, impl_->config.resources, context);
        });
}

void Session::cancel(JobId job) {
    const std::lock_guard lock(impl_->jobsMutex);
    if (const auto found = impl_->jobs.find(job); found != impl_->jobs.end()) found->second.request_stop();
}

void Session::runs(Callback<std::vector<store::RunRecord>> done) {
    impl_->queries.post([this, done](std::stop_token) {
        done(guarded<std::vector<store::RunRecord>>([&] { return listRuns(impl_->current().project); }));
    });
}

void Session::runCurve(const std::string& run, Callback<std::vector<CurvePoint>> done) {
    impl_->queries.post([this, run, done](std::stop_token) {
        done(guarded<std::vector<CurvePoint>>([&] { return readCurve(impl_->current().project, run); }));
    });
}

void Session::runFigures(const std::string& run, Callback<std::vector<store::FigureRecord>> done) {
    impl_->queries.post([this, run, done](std::stop_token) {
        done(guarded<std::vector<store::FigureRecord>>([&]() -> Result<std::vector<store::FigureRecord>> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            return (*store)->figures(run);
        }));
    });
}

std::vector<PresetInfo> Session::presets() const {
    return jobs::presets(impl_->config.resources);
}

}  // namespace legenda::jobs
