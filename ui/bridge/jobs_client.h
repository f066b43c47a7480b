// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"
#include "ui/bridge/jobs_model.h"

#include <QCoreApplication>

namespace legenda::ui {

class Bridge;

// Long jobs: rows of list(); their progress is Bridge's signal jobProgress, and the project is refreshed after each,
// unless said otherwise. `progress` and `done` may be empty. Reached through Bridge, whose rules hold.
class JobsClient {
    Q_DECLARE_TR_FUNCTIONS(JobsClient)
 public:
    // The preference that says how long the region features of a photograph took here the last time.
    static constexpr auto kSecondsPerImage = QLatin1String("features/secondsPerImage");

    JobsClient(Bridge& bridge, session::Session& session, Delivery& delivery)
        : bridge_(bridge), session_(session), delivery_(delivery) {}

    // Jobs that make a project, which the caller opens.
    session::JobId createDemo(QObject* context, const QString& directory, Answer<QString> done);
    session::JobId projectFromImages(QObject* context, const QString& imageOrFolder, const QString& projectsFolder,
                                     Answer<exchange::OpenedImages> done);
    // told: called from the moment when the project lists the run.
    session::JobId train(QObject* context, const runs::TrainRequest& request, runs::TrainingEventFn told,
                         ProgressAnswer progress, Answer<runs::TrainReport> done);
    session::JobId import(QObject* context, const exchange::ImportOptions& options, ProgressAnswer progress,
                          Answer<exchange::ImportReport> done);
    session::JobId features(QObject* context, const extraction::FeatureOptions& options, ProgressAnswer progress,
                            Answer<extraction::FeatureReport> done);
    session::JobId evaluate(QObject* context, const evaluation::EvaluateOptions& options, const QString& modelName,
                            ProgressAnswer progress, Answer<evaluation::KeptEvaluation> done);
    session::JobId importSnippets(QObject* context, const QString& file, const QString& format, ProgressAnswer progress,
                                  Answer<exchange::SnippetsReport> done);
    session::JobId exportSnippets(QObject* context, const exchange::SnippetsTarget& target, ProgressAnswer progress,
                                  Answer<exchange::SnippetsReport> done);
    // What the format of an export cannot hold: no row of list(), no signal, and nothing is written or refreshed.
    session::JobId lookAtExport(QObject* context, const exchange::SnippetsTarget& target,
                                Answer<exchange::SnippetsReport> done);
    // What a file of predictions holds: no row of list(), no signal, and nothing is refreshed, for nothing changes.
    session::JobId lookAtPredictions(QObject* context, const exchange::PredictionsRequest& request,
                                     ProgressAnswer progress, Answer<exchange::PredictionsReport> done);
    // Into the project's prediction sets; then Bridge::predictionsChanged.
    session::JobId importPredictions(QObject* context, const exchange::PredictionsRequest& request,
                                     ProgressAnswer progress, Answer<exchange::PredictionsReport> done);
    session::JobId exportPredictions(QObject* context, const exchange::PredictionsTarget& target,
                                     ProgressAnswer progress, Answer<exchange::PredictionsReport> done);
    session::JobId norms(QObject* context, ProgressAnswer progress, Answer<inference::NormsReport> done);
    session::JobId bound(QObject* context, const QString& split, ProgressAnswer progress,
                         Answer<inference::BoundReport> done);
    session::JobId relink(QObject* context, const QString& folder, Answer<exchange::RelinkReport> done);
    void cancel(session::JobId job);
    JobsModel* list() { return &list_; }

 private:
    template <class T, class Start>
    session::JobId start(QObject* context, const QString& title, ProgressAnswer progress, Answer<T> done,
                         Start startIt);

    Bridge& bridge_;
    session::Session& session_;
    Delivery& delivery_;
    JobsModel list_;
};

}  // namespace legenda::ui
