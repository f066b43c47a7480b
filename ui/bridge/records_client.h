// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

namespace legenda::ui {

// The runs and evaluations stored in the project, and the presets of trainings. Reached through Bridge, whose rules
// hold.
class RecordsClient {
 public:
    RecordsClient(session::Session& session, Delivery& delivery) : session_(session), delivery_(delivery) {}

    void evaluations(QObject* context, Answer<std::vector<store::EvaluationRecord>> done);
    void removeEvaluation(QObject* context, std::int64_t id, Answer<std::int64_t> done);
    void addEvaluation(QObject* context, const store::EvaluationRecord& evaluation,
                       Answer<store::EvaluationRecord> done);
    void runs(QObject* context, Answer<std::vector<store::RunRecord>> done);
    void act(QObject* context, const QString& run, session::RunAct act, const QString& text,
             Answer<store::RunRecord> done);
    void compareRuns(QObject* context, const QString& a, const QString& b, Answer<runs::RunComparison> done);
    void runCurve(QObject* context, const QString& run, Answer<std::vector<runs::CurvePoint>> done);
    void runSteps(QObject* context, const QString& run, Answer<runs::StepSeries> done);
    void exportCurves(QObject* context, const QStringList& runs, const QString& file,
                      Answer<std::filesystem::path> done);
    void runFigures(QObject* context, const QString& run, Answer<std::vector<store::FigureRecord>> done);
    void runSamples(QObject* context, const QString& run, std::int64_t after, Answer<session::RunSampleSet> done);
    void presets(QObject* context, Answer<std::vector<runs::PresetInfo>> done);
    // Of the context's newest request.
    void forecast(QObject* context, const runs::TrainRequest& request, Answer<runs::Forecast> done);
    void computePlaces(QObject* context, Answer<runs::ComputePlaces> done);

 private:
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
