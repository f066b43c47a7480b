// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/jobs_client.h"

#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"
#include "ui/bridge/preferences.h"

namespace legenda::ui {

// The path of a new project in the form that the window accepts.
static session::Callback<std::filesystem::path> asText(Answer<QString> done) {
    return [done = std::move(done)](base::Result<std::filesystem::path> folder) {
        if (!done) return;
        if (!folder) return done(base::pass(folder));
        done(QString::fromStdU16String(folder->u16string()));
    };
}

template <class T, class Start>
session::JobId JobsClient::start(QObject* context, const QString& title, ProgressAnswer progress, Answer<T> done,
                                 Start startIt) {
    // The id is known when startIt() returns, before any of the posted lambdas can run.
    auto id = std::make_shared<session::JobId>(0);
    const QPointer<QObject> guard(context);
    auto onProgress = [this, id, guard, progress = std::move(progress)](const base::Progress& report) {
        delivery_.post([this, id, guard, progress, report] {
            list_.progress(*id, report);
            Q_EMIT bridge_.jobProgress(*id, report);
            if (guard && progress) progress(report);
        });
    };
    auto onDone = delivery_.to<T>(&bridge_, [this, id, guard, done = std::move(done)](base::Result<T> result) {
        list_.finish(*id, result ? nullptr : &result.error());
        bridge_.refreshProject();
        if (guard && done) done(std::move(result));
    });
    *id = startIt(std::move(onProgress), std::move(onDone));
    list_.add(*id, title);
    return *id;
}

session::JobId JobsClient::createDemo(QObject* context, const QString& directory, Answer<QString> done) {
    return start<std::filesystem::path>(
        context, tr("Making the demo project"), {}, asText(std::move(done)), [&](auto report, auto end) {
            return session_.jobs().createDemo(pathOf(directory), std::move(report), std::move(end));
        });
}

session::JobId JobsClient::projectFromImages(QObject* context, const QString& imageOrFolder,
                                             const QString& projectsFolder, Answer<exchange::OpenedImages> done) {
    const QString name = QString::fromStdU16String(pathOf(imageOrFolder).filename().u16string());
    return start<exchange::OpenedImages>(
        context, tr("Opening %1").arg(name), {}, std::move(done), [&](auto report, auto end) {
            return session_.jobs().projectFromImages(pathOf(imageOrFolder), pathOf(projectsFolder), std::move(report),
                                                     std::move(end));
        });
}

session::JobId JobsClient::train(QObject* context, const runs::TrainRequest& request, runs::TrainingEventFn told,
                                 ProgressAnswer progress, Answer<runs::TrainReport> done) {
    runs::TrainRequest own = request;
    own.told = [this, guard = QPointer<QObject>(context), told = std::move(told)](const runs::TrainingEvent& event) {
        delivery_.post([guard, told, event] {
            if (guard && told) told(event);
        });
    };
    const auto* kind = project::modelKindByCommand(request.kind);
    const QString what = kind ? tr(kind->title.c_str()) : QString::fromStdString(request.kind);
    return start<runs::TrainReport>(
        context, tr("Training: %1").arg(what), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_.jobs().train(own, std::move(report), std::move(end)); });
}

session::JobId JobsClient::import(QObject* context, const exchange::ImportOptions& options, ProgressAnswer progress,
                                  Answer<exchange::ImportReport> done) {
    const QString from = QString::fromStdU16String(options.root.filename().u16string());
    return start<exchange::ImportReport>(
        context, tr("Import of %1").arg(from), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_.jobs().import(options, std::move(report), std::move(end)); });
}

session::JobId JobsClient::features(QObject* context, const extraction::FeatureOptions& options,
                                    ProgressAnswer progress, Answer<extraction::FeatureReport> done) {
    Answer<extraction::FeatureReport> timed = [done = std::move(done)](base::Result<extraction::FeatureReport> report) {
        constexpr std::int64_t kTelling = 20;  // of fewer images loading the models takes the most time
        if (report && report->computed >= kTelling)
            setPreference(kSecondsPerImage, report->seconds / static_cast<double>(report->computed));
        if (done) done(std::move(report));
    };
    return start<extraction::FeatureReport>(
        context, tr("Region features"), std::move(progress), std::move(timed),
        [&](auto report, auto end) { return session_.jobs().features(options, std::move(report), std::move(end)); });
}

session::JobId JobsClient::evaluate(QObject* context, const evaluation::EvaluateOptions& options,
                                    const QString& modelName, ProgressAnswer progress,
                                    Answer<evaluation::KeptEvaluation> done) {
    const QString title =
        tr("Evaluation: %1 on %2").arg(QString::fromStdString(options.task), QString::fromStdString(options.split));
    return start<evaluation::KeptEvaluation>(
        context, title, std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_.jobs().evaluate(options, modelName.toStdString(), std::move(report), std::move(end));
        });
}

session::JobId JobsClient::importSnippets(QObject* context, const QString& file, const QString& format,
                                          ProgressAnswer progress, Answer<exchange::SnippetsReport> done) {
    return start<exchange::SnippetsReport>(context, tr("Import of region texts"), std::move(progress), std::move(done),
                                           [&](auto report, auto end) {
                                               return session_.jobs().importSnippets(pathOf(file), format.toStdString(),
                                                                                     std::move(report), std::move(end));
                                           });
}

session::JobId JobsClient::exportSnippets(QObject* context, const exchange::SnippetsTarget& target,
                                          ProgressAnswer progress, Answer<exchange::SnippetsReport> done) {
    return start<exchange::SnippetsReport>(
        context, tr("Export of region texts"), std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_.jobs().exportSnippets(target, std::move(report), std::move(end));
        });
}

session::JobId JobsClient::lookAtExport(QObject* context, const exchange::SnippetsTarget& target,
                                        Answer<exchange::SnippetsReport> done) {
    exchange::SnippetsTarget own = target;
    own.dryRun = true;
    return session_.jobs().exportSnippets(own, {}, delivery_.to(context, std::move(done)));
}

session::JobId JobsClient::lookAtPredictions(QObject* context, const exchange::PredictionsRequest& request,
                                             ProgressAnswer progress, Answer<exchange::PredictionsReport> done) {
    exchange::PredictionsRequest own = request;
    own.dryRun = true;
    auto told = [this, guard = QPointer<QObject>(context), progress = std::move(progress)](const base::Progress& now) {
        delivery_.post([guard, progress, now] {
            if (guard && progress) progress(now);
        });
    };
    return session_.jobs().importPredictions(own, std::move(told), delivery_.to(context, std::move(done)));
}

session::JobId JobsClient::importPredictions(QObject* context, const exchange::PredictionsRequest& request,
                                             ProgressAnswer progress, Answer<exchange::PredictionsReport> done) {
    return start<exchange::PredictionsReport>(
        context, tr("Import of predictions"), std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_.jobs().importPredictions(request, std::move(report), std::move(end));
        });
}

session::JobId JobsClient::exportPredictions(QObject* context, const exchange::PredictionsTarget& target,
                                             ProgressAnswer progress, Answer<exchange::PredictionsReport> done) {
    return start<exchange::PredictionsReport>(
        context, tr("Export of predictions"), std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_.jobs().exportPredictions(target, std::move(report), std::move(end));
        });
}

session::JobId JobsClient::norms(QObject* context, ProgressAnswer progress, Answer<inference::NormsReport> done) {
    return start<inference::NormsReport>(
        context, tr("Embedding norms"), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_.jobs().norms(std::move(report), std::move(end)); });
}

session::JobId JobsClient::bound(QObject* context, const QString& split, ProgressAnswer progress,
                                 Answer<inference::BoundReport> done) {
    return start<inference::BoundReport>(
        context, tr("Proposal recall"), std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_.jobs().bound(split.toStdString(), std::move(report), std::move(end));
        });
}

session::JobId JobsClient::relink(QObject* context, const QString& folder, Answer<exchange::RelinkReport> done) {
    auto found = [this, done = std::move(done)](base::Result<exchange::RelinkReport> report) {
        if (report && report->found > 0) Q_EMIT bridge_.imagesChanged();
        if (done) done(std::move(report));
    };
    return start<exchange::RelinkReport>(context, tr("Finding moved photographs"), {},
                                         Answer<exchange::RelinkReport>(std::move(found)), [&](auto report, auto end) {
                                             return session_.jobs().relink(pathOf(folder), std::move(report),
                                                                           std::move(end));
                                         });
}

void JobsClient::cancel(session::JobId job) {
    session_.jobs().cancel(job);
}

}  // namespace legenda::ui
