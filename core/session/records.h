// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/compute_places.h"
#include "core/runs/forecast.h"
#include "core/runs/presets.h"
#include "core/runs/run_comparison.h"
#include "core/runs/run_control.h"
#include "core/runs/run_curve.h"
#include "core/runs/run_samples.h"
#include "core/session/asker.h"
#include "core/session/queries.h"
#include "core/session/store_writer.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace legenda::session {

// What a user does to a run; the text is that of a note. Pause, Continue and Stop ask the process that trains it, which
// may be another one, and do not wait for its answer.
enum class RunAct { Pause, Continue, Stop, Note, Delete, Restore };

// What a run's model said at its evaluations, and the images by UUID; one that is no longer in the project is not
// there.
struct RunSampleSet {
    std::vector<runs::RunSamples> evaluations;
    std::map<std::string, std::int64_t> images;
};

// The runs and evaluations stored in the project, and the presets of trainings. Reached through Session, whose rules
// hold.
class Records {
 public:
    Records(const OpenProject& project, Queries& queries, StoreWriter& writer)
        : project_(project), queries_(queries), writer_(writer), forecasts_("forecasts", 10, 1) {}

    void evaluations(Callback<std::vector<store::EvaluationRecord>> done);  // oldest first
    void removeEvaluation(std::int64_t id, Callback<std::int64_t> done);
    void addEvaluation(const store::EvaluationRecord& evaluation, Callback<store::EvaluationRecord> done);
    void runs(Callback<std::vector<store::RunRecord>> done);
    // Answers with the run as it is then.
    void act(const std::string& run, RunAct act, const std::string& text, Callback<store::RunRecord> done);
    void compareRuns(const std::string& a, const std::string& b, Callback<runs::RunComparison> done);
    void runCurve(const std::string& run, Callback<std::vector<runs::CurvePoint>> done);
    void runSteps(const std::string& run, Callback<runs::StepSeries> done);
    // The file's path; see runs::exportCurves().
    void exportCurves(const std::vector<std::string>& runs, const std::filesystem::path& file,
                      Callback<std::filesystem::path> done);
    void runFigures(const std::string& run, Callback<std::vector<store::FigureRecord>> done);
    // Of the evaluations after this step, see runs::readSamples(); with the rows of their images.
    void runSamples(const std::string& run, std::int64_t after, Callback<RunSampleSet> done);
    void presets(Callback<std::vector<runs::PresetInfo>> done);
    // The newest of the asker's. Both may take seconds: they have a thread of their own.
    void forecast(const Asker& asker, const runs::TrainRequest& request, Callback<runs::Forecast> done);
    void computePlaces(Callback<runs::ComputePlaces> done);
    void drop(const std::string& owner) { forecasts_.cancel(owner); }

 private:
    const OpenProject& project_;
    Queries& queries_;
    StoreWriter& writer_;
    runtime::WorkerThread forecasts_;
};

}  // namespace legenda::session
