// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/records.h"

#include "core/evaluation/kept_evaluation.h"

namespace legenda::session {

using base::Result;
using store::ProjectStore;

void Records::evaluations(Callback<std::vector<store::EvaluationRecord>> done) {
    queries_.post(std::move(done), [](ProjectStore& store) { return store.evaluations(); });
}

void Records::removeEvaluation(std::int64_t id, Callback<std::int64_t> done) {
    writer_.postPlain(std::move(done), [id](const std::filesystem::path& project) -> Result<std::int64_t> {
        LEGENDA_TRY(store, ProjectStore::open(project));
        LEGENDA_TRY(removed, store->removeEvaluation(id));
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

void Records::runCurve(const std::string& run, Callback<std::vector<runs::CurvePoint>> done) {
    queries_.postPlain(std::move(done), [this, run](Connection&) { return runs::readCurve(project_.folder(), run); });
}

void Records::runFigures(const std::string& run, Callback<std::vector<store::FigureRecord>> done) {
    queries_.post(std::move(done), [run](ProjectStore& store) { return store.figures(run); });
}

void Records::presets(Callback<std::vector<runs::PresetInfo>> done) {
    queries_.postPlain(std::move(done), [this](Connection&) { return runs::presets(project_.config().resources); });
}

}  // namespace legenda::session
