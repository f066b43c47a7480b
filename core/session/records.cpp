// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/records.h"

#include "core/evaluation/kept_evaluation.h"
#include "core/evaluation/results/evaluation_record.h"
#include "core/runs/run_removal.h"

namespace legenda::session {

using base::Result;
using store::ProjectStore;

void Records::evaluations(Callback<std::vector<store::EvaluationRecord>> done) {
    queries_.post(std::move(done), [](ProjectStore& store) { return store.evaluations(); });
}

void Records::removeEvaluation(std::int64_t id, Callback<std::int64_t> done) {
    writer_.postPlain(std::move(done), [id](const std::filesystem::path& project) -> Result<std::int64_t> {
        LEGENDA_TRY(removed, evaluation::removeEvaluation(project, id));
        return id;
    });
}

void Records::addEvaluation(const store::EvaluationRecord& evaluation, Callback<store::EvaluationRecord> done) {
    writer_.postPlain(std::move(done), [evaluation](const std::filesystem::path& project) {
        return evaluation::keep(project, evaluation);
    });
}

void Records::runs(Callback<std::vector<store::RunRecord>> done) {
    queries_.postPlain(std::move(done), [this](Connection&) { return runs::listRuns(project_.folder()); });
}

void Records::act(const std::string& run, RunAct act, const std::string& text, Callback<store::RunRecord> done) {
    writer_.postPlain(std::move(done),
                      [run, act, text](const std::filesystem::path& project) -> Result<store::RunRecord> {
                          base::Status done;
                          switch (act) {
                              case RunAct::Pause:
                                  return runs::pauseRun(project, run, 0, {});
                              case RunAct::Continue:
                                  return runs::continueRun(project, run, 0, {});
                              case RunAct::Stop:
                                  return runs::stopRun(project, run, 0, {});
                              case RunAct::Note:
                                  done = runs::noteRun(project, run, text);
                                  break;
                              case RunAct::Delete:
                                  done = runs::deleteRun(project, run);
                                  break;
                              case RunAct::Restore:
                                  done = runs::restoreRun(project, run);
                                  break;
                          }
                          if (!done) return base::pass(done);
                          LEGENDA_TRY(store, ProjectStore::open(project, ProjectStore::Mode::Read));
                          return store->run(run);
                      });
}

void Records::compareRuns(const std::string& a, const std::string& b, Callback<runs::RunComparison> done) {
    queries_.postPlain(std::move(done),
                       [this, a, b](Connection&) { return runs::compareRuns(project_.folder(), a, b); });
}

void Records::runCurve(const std::string& run, Callback<std::vector<runs::CurvePoint>> done) {
    queries_.postPlain(std::move(done), [this, run](Connection&) { return runs::readCurve(project_.folder(), run); });
}

void Records::runSteps(const std::string& run, Callback<runs::StepSeries> done) {
    queries_.postPlain(std::move(done), [this, run](Connection&) { return runs::readSteps(project_.folder(), run); });
}

void Records::exportCurves(const std::vector<std::string>& runs, const std::filesystem::path& file,
                           Callback<std::filesystem::path> done) {
    writer_.postPlain(std::move(done),
                      [runs, file](const std::filesystem::path& project) -> Result<std::filesystem::path> {
                          if (auto written = runs::exportCurves(project, runs, file); !written)
                              return base::pass(written);
                          return file;
                      });
}

void Records::runFigures(const std::string& run, Callback<std::vector<store::FigureRecord>> done) {
    queries_.post(std::move(done), [run](ProjectStore& store) { return store.figures(run); });
}

void Records::runSamples(const std::string& run, std::int64_t after, Callback<RunSampleSet> done) {
    queries_.post(std::move(done), [run, after](ProjectStore& store) -> Result<RunSampleSet> {
        LEGENDA_TRY(evaluations, runs::readSamples(store.folder(), run, after));
        RunSampleSet found{std::move(*evaluations), {}};
        if (found.evaluations.empty()) return found;
        for (const auto& sample : found.evaluations.back().samples) {
            LEGENDA_TRY(image, store.imageByUuid(sample.image));
            if (*image) found.images[sample.image] = (*image)->id;
        }
        return found;
    });
}

void Records::presets(Callback<std::vector<runs::PresetInfo>> done) {
    queries_.postPlain(std::move(done), [this](Connection&) { return runs::presets(project_.config().resources); });
}

void Records::forecast(const Asker& asker, const runs::TrainRequest& request, Callback<runs::Forecast> done) {
    auto own = request;
    if (own.device.empty()) own.device = project_.config().device;
    forecasts_.postNewest<runs::Forecast>(keyOf(asker, "forecast"), std::move(done), [this, own](std::stop_token stop) {
        return runs::forecast(own, project_.config().resources, {stop, {}});
    });
}

void Records::computePlaces(Callback<runs::ComputePlaces> done) {
    forecasts_.post<runs::ComputePlaces>(
        std::move(done), [](std::stop_token) -> Result<runs::ComputePlaces> { return runs::computePlaces(); });
}

}  // namespace legenda::session
