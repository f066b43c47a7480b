// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/records_client.h"

#include "ui/bridge/convert.h"

namespace legenda::ui {

void RecordsClient::evaluations(QObject* context, Answer<std::vector<store::EvaluationRecord>> done) {
    session_.records().evaluations(delivery_.inProject(context, std::move(done)));
}

void RecordsClient::removeEvaluation(QObject* context, std::int64_t id, Answer<std::int64_t> done) {
    session_.records().removeEvaluation(id, delivery_.inProject(context, std::move(done)));
}

void RecordsClient::addEvaluation(QObject* context, const store::EvaluationRecord& evaluation,
                                  Answer<store::EvaluationRecord> done) {
    session_.records().addEvaluation(evaluation, delivery_.inProject(context, std::move(done)));
}

void RecordsClient::runs(QObject* context, Answer<std::vector<store::RunRecord>> done) {
    session_.records().runs(delivery_.inProject(context, std::move(done)));
}

void RecordsClient::act(QObject* context, const QString& run, session::RunAct act, const QString& text,
                        Answer<store::RunRecord> done) {
    session_.records().act(run.toStdString(), act, text.toStdString(), delivery_.inProject(context, std::move(done)));
}

void RecordsClient::compareRuns(QObject* context, const QString& a, const QString& b,
                                Answer<runs::RunComparison> done) {
    session_.records().compareRuns(a.toStdString(), b.toStdString(), delivery_.inProject(context, std::move(done)));
}

void RecordsClient::runCurve(QObject* context, const QString& run, Answer<std::vector<runs::CurvePoint>> done) {
    session_.records().runCurve(run.toStdString(), delivery_.inProject(context, std::move(done)));
}

void RecordsClient::runSteps(QObject* context, const QString& run, Answer<runs::StepSeries> done) {
    session_.records().runSteps(run.toStdString(), delivery_.inProject(context, std::move(done)));
}

void RecordsClient::exportCurves(QObject* context, const QStringList& runs, const QString& file,
                                 Answer<std::filesystem::path> done) {
    std::vector<std::string> ids;
    for (const auto& run : runs) ids.push_back(run.toStdString());
    session_.records().exportCurves(ids, pathOf(file), delivery_.to(context, std::move(done)));
}

void RecordsClient::runFigures(QObject* context, const QString& run, Answer<std::vector<store::FigureRecord>> done) {
    session_.records().runFigures(run.toStdString(), delivery_.inProject(context, std::move(done)));
}

void RecordsClient::runSamples(QObject* context, const QString& run, std::int64_t after,
                               Answer<session::RunSampleSet> done) {
    session_.records().runSamples(run.toStdString(), after, delivery_.inProject(context, std::move(done)));
}

void RecordsClient::presets(QObject* context, Answer<std::vector<runs::PresetInfo>> done) {
    session_.records().presets(delivery_.to(context, std::move(done)));
}

void RecordsClient::forecast(QObject* context, const runs::TrainRequest& request, Answer<runs::Forecast> done) {
    session_.records().forecast(askerOf(context), request, delivery_.inProject(context, std::move(done)));
}

void RecordsClient::computePlaces(QObject* context, Answer<runs::ComputePlaces> done) {
    session_.records().computePlaces(delivery_.to(context, std::move(done)));
}

}  // namespace legenda::ui
