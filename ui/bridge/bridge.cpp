// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/bridge.h"

#include "ui/bridge/convert.h"

#include <QPointer>

#include <algorithm>
#include <tuple>

namespace legenda::ui {

namespace {

constexpr int kLookInterval = 2000;  // ms

std::filesystem::path pathOf(const QString& text) {
    return std::filesystem::path(text.toStdU16String());
}

bool sameModels(const session::ProjectInfo& a, const session::ProjectInfo& b) {
    const auto facts = [](const project::ListedModel& model) {
        return std::tie(model.kind, model.file, model.inUse, model.figure, model.shippedFigure, model.devImages,
                        model.info.setting);
    };
    return a.inUse == b.inUse && a.problems == b.problems &&
           std::ranges::equal(a.models, b.models,
                              [&](const auto& left, const auto& right) { return facts(left) == facts(right); });
}

// A context's own name among those who ask.
session::Asker askerOf(const QObject* context, const QString& part = {}) {
    return {std::to_string(reinterpret_cast<std::uintptr_t>(context)), part.toStdString()};
}

// The path of a new project as the window takes it.
session::Callback<std::filesystem::path> asText(Answer<QString> done) {
    return [done = std::move(done)](base::Result<std::filesystem::path> folder) {
        if (!done) return;
        if (!folder) return done(base::pass(folder));
        done(QString::fromStdU16String(folder->u16string()));
    };
}

}  // namespace

// The engine's thread only posts: `this` outlives the session, and the waiting object is looked at in the GUI thread.
template <class T>
session::Callback<T> Bridge::deliver(QObject* context, Answer<T> done) {
    return [this, guard = QPointer<QObject>(context), done = std::move(done)](base::Result<T> result) {
        auto carried = std::make_shared<base::Result<T>>(std::move(result));
        QMetaObject::invokeMethod(
            this,
            [guard, done, carried] {
                if (guard && done) done(std::move(*carried));
            },
            Qt::QueuedConnection);
    };
}

template <class T>
session::Callback<T> Bridge::deliverHere(QObject* context, Answer<T> done) {
    return deliver<T>(context, [this, opened = opened_, done = std::move(done)](base::Result<T> result) {
        if (!done) return;
        if (opened == opened_) return done(std::move(result));
        done(base::JobContext::cancelled());
    });
}

template <class T, class Start>
session::JobId Bridge::startJob(QObject* context, const QString& title, ProgressAnswer progress, Answer<T> done,
                                Start start) {
    // The id is known when start() returns, before any of the posted lambdas can run.
    auto id = std::make_shared<session::JobId>(0);
    const QPointer<QObject> guard(context);
    auto onProgress = [this, id, guard, progress = std::move(progress)](const base::Progress& report) {
        QMetaObject::invokeMethod(
            this,
            [this, id, guard, progress, report] {
                jobs_.progress(*id, report);
                Q_EMIT jobProgress(*id, report);
                if (guard && progress) progress(report);
            },
            Qt::QueuedConnection);
    };
    auto onDone = deliver<T>(this, [this, id, guard, done = std::move(done)](base::Result<T> result) {
        jobs_.finish(*id, result ? nullptr : &result.error());
        Q_EMIT jobFinished(*id);
        refreshProject();
        if (guard && done) done(std::move(result));
    });
    *id = start(std::move(onProgress), std::move(onDone));
    jobs_.add(*id, title);
    Q_EMIT jobStarted(*id);
    return *id;
}

Bridge::Bridge(session::Session::Config config, QObject* parent)
    : QObject(parent), session_(std::make_unique<session::Session>(std::move(config))) {
    look_.setInterval(kLookInterval);
    connect(&look_, &QTimer::timeout, this, [this] {
        if (!project_) return;
        session_->projectChanges(deliver<std::optional<session::ProjectInfo>>(this, [this](auto changed) {
            if (changed && *changed) takeModels(std::move(**changed));
        }));
    });
    look_.start();
}

Bridge::~Bridge() {
    look_.stop();
    session_.reset();
}

void Bridge::openProject(QObject* context, const QString& folder, Answer<session::ProjectInfo> done) {
    session_->openProject(pathOf(folder), deliver<session::ProjectInfo>(
                                              this, [this, guard = QPointer<QObject>(context), done](auto result) {
                                                  if (result) {
                                                      if (!project_ || project_->folder != result->folder) ++opened_;
                                                      project_ = *result;
                                                      Q_EMIT projectOpened(*project_);
                                                  }
                                                  if (guard && done) done(std::move(result));
                                              }));
}

void Bridge::refreshProject() {
    if (!project_) return;
    session_->projectInfo(deliver<session::ProjectInfo>(this, [this](auto result) {
        if (!result || !project_ || result->folder != project_->folder) return;
        takeModels(*result);
        project_ = std::move(*result);
        Q_EMIT projectOpened(*project_);
    }));
}

void Bridge::takeModels(session::ProjectInfo project) {
    if (!project_ || project.folder != project_->folder) return;
    const bool same = sameModels(*project_, project);
    project_ = std::move(project);
    if (!same) Q_EMIT modelsChanged(*project_);
}

session::JobId Bridge::createDemo(QObject* context, const QString& directory, Answer<QString> done) {
    return startJob<std::filesystem::path>(
        context, tr("Demo project"), {}, asText(std::move(done)), [&](auto report, auto end) {
            return session_->createDemo(pathOf(directory), std::move(report), std::move(end));
        });
}

session::JobId Bridge::projectFromImages(QObject* context, const QString& imageOrFolder, const QString& projectsFolder,
                                         Answer<QString> done) {
    const QString name = QString::fromStdU16String(pathOf(imageOrFolder).filename().u16string());
    return startJob<std::filesystem::path>(
        context, tr("Opening %1").arg(name), {}, asText(std::move(done)), [&](auto report, auto end) {
            return session_->projectFromImages(pathOf(imageOrFolder), pathOf(projectsFolder), std::move(report),
                                               std::move(end));
        });
}

void Bridge::listImages(QObject* context, Answer<std::vector<store::ImageRecord>> done) {
    session_->listImages(deliverHere(context, std::move(done)));
}

void Bridge::imageDetails(QObject* context, std::int64_t image, Answer<session::ImageDetails> done) {
    session_->imageDetails(image, deliverHere(context, std::move(done)), askerOf(context));
}

void Bridge::searchCaptions(QObject* context, const QString& words, Answer<std::vector<std::int64_t>> done) {
    session_->searchCaptions(words.toStdString(), deliverHere(context, std::move(done)), askerOf(context));
}

// The conversion to a QImage runs on the engine's thread: a large picture would stall the GUI.
static session::Callback<base::Picture> converted(session::Callback<LoadedPicture> next) {
    return [next = std::move(next)](base::Result<base::Picture> picture) {
        if (!picture) return next(base::pass(picture));
        next(LoadedPicture{toQt(*picture), QSize(picture->fullWidth, picture->fullHeight)});
    };
}

void Bridge::picture(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done) {
    session_->picture(image, maxSide, converted(deliverHere(context, std::move(done))), askerOf(context));
}

void Bridge::thumbnail(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done) {
    session_->thumbnail(image, maxSide, converted(deliverHere(context, std::move(done))), askerOf(context));
}

void Bridge::crop(QObject* context, std::int64_t image, const base::Box& box, int side, Answer<LoadedPicture> done) {
    session_->crop(image, box, side, converted(deliverHere(context, std::move(done))), askerOf(context));
}

void Bridge::dropRequests(QObject* context) {
    session_->dropRequests(askerOf(context).owner);
}

void Bridge::align(QObject* context, std::int64_t image, const QString& sentence, double beta,
                   Answer<model::Alignment> done) {
    session_->align(image, sentence.toStdString(), beta, deliverHere(context, std::move(done)), askerOf(context));
}

void Bridge::alignBeside(QObject* context, std::int64_t image, const QString& sentence, double beta,
                         const session::AlignmentSource& source, Answer<model::Alignment> done) {
    session_->alignBeside(image, sentence.toStdString(), beta, source, deliverHere(context, std::move(done)),
                          askerOf(context));
}

void Bridge::caption(QObject* context, std::int64_t image, std::optional<base::Box> box,
                     const model::DecodeOptions& options, Answer<inference::CaptionResult> done, const QString& part) {
    session_->caption(image, box, options, deliverHere(context, std::move(done)), askerOf(context, part));
}

void Bridge::describe(QObject* context, std::int64_t image, const model::DecodeOptions& options,
                      Answer<std::vector<inference::CaptionResult>> done) {
    session_->describe(image, options, deliverHere(context, std::move(done)), askerOf(context));
}

void Bridge::saveDescriptions(QObject* context, const QString& file, const QString& image,
                              const std::vector<inference::CaptionResult>& described,
                              Answer<std::filesystem::path> done) {
    session_->saveDescriptions(pathOf(file), image.toStdString(), described, deliver(context, std::move(done)));
}

void Bridge::search(QObject* context, const QString& text, bool regions, int top,
                    Answer<std::vector<inference::SearchHit>> done) {
    session_->search(text.toStdString(), regions, top, deliverHere(context, std::move(done)), askerOf(context));
}

void Bridge::useModel(QObject* context, project::ModelKind kind, const QString& which,
                      Answer<session::ProjectInfo> done) {
    session_->useModel(
        kind, which.toStdString(),
        deliver<session::ProjectInfo>(this, [this, guard = QPointer<QObject>(context), done](auto result) {
            if (result) takeModels(*result);
            if (guard && done) done(std::move(result));
        }));
}

void Bridge::knownNorms(QObject* context, Answer<std::optional<inference::NormsReport>> done) {
    session_->knownNorms(deliverHere(context, std::move(done)), askerOf(context));
}

void Bridge::annotations(QObject* context, std::int64_t image, Answer<store::ActOutcome> done) {
    session_->annotations(image, deliverHere(context, std::move(done)));
}

// Announces a saved annotation to every page before the one that asked hears of it.
static Answer<store::ActOutcome> announcing(Bridge* bridge, std::int64_t image, QObject* context,
                                            Answer<store::ActOutcome> done) {
    return [bridge, image, project = bridge->project() ? bridge->project()->folder : std::filesystem::path{},
            guard = QPointer<QObject>(context), done = std::move(done)](base::Result<store::ActOutcome> result) {
        if (result && bridge->project() && bridge->project()->folder == project)
            Q_EMIT bridge->annotationSaved(image, *result);
        if (!result) Q_EMIT bridge->annotationFailed(result.error());
        if (guard && done) done(std::move(result));
    };
}

void Bridge::act(QObject* context, const store::Act& act, Answer<store::ActOutcome> done) {
    session_->act(act, deliver(this, announcing(this, act.image, context, std::move(done))));
}

void Bridge::undo(QObject* context, std::int64_t image, Answer<store::ActOutcome> done) {
    session_->undo(image, deliver(this, announcing(this, image, context, std::move(done))));
}

void Bridge::redo(QObject* context, std::int64_t image, Answer<store::ActOutcome> done) {
    session_->redo(image, deliver(this, announcing(this, image, context, std::move(done))));
}

void Bridge::undoAction(QObject* context, std::int64_t image, std::int64_t action, Answer<store::ActOutcome> done) {
    session_->undoAction(image, action, deliver(this, announcing(this, image, context, std::move(done))));
}

void Bridge::whenWritten(QObject* context, Answer<void> done) {
    session_->whenWritten(deliver(context, std::move(done)));
}

void Bridge::regionCounts(QObject* context, Answer<std::map<std::int64_t, int>> done) {
    session_->regionCounts(deliverHere(context, std::move(done)));
}

void Bridge::recall(QObject* context, const QString& key, Answer<std::string> done) {
    session_->recall(key.toStdString(), deliver(context, std::move(done)));
}

void Bridge::remember(const QString& key, const QString& value) {
    session_->remember(key.toStdString(), value.toStdString());
}

session::JobId Bridge::train(QObject* context, const runs::TrainRequest& request, runs::TrainingEventFn told,
                             ProgressAnswer progress, Answer<runs::TrainReport> done) {
    runs::TrainRequest own = request;
    own.told = [this, guard = QPointer<QObject>(context), told = std::move(told)](const runs::TrainingEvent& event) {
        QMetaObject::invokeMethod(
            this,
            [guard, told, event] {
                if (guard && told) told(event);
            },
            Qt::QueuedConnection);
    };
    const QString what = request.kind == "align"      ? tr("alignment")
                         : request.kind == "region"   ? tr("region captions")
                         : request.kind == "proposer" ? tr("region proposer")
                         : request.kind == "features" ? tr("image network")
                                                      : tr("captions");
    return startJob<runs::TrainReport>(
        context, tr("Training: %1").arg(what), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_->train(own, std::move(report), std::move(end)); });
}

session::JobId Bridge::import(QObject* context, const exchange::ImportOptions& options, ProgressAnswer progress,
                              Answer<exchange::ImportReport> done) {
    const QString from = QString::fromStdU16String(options.root.filename().u16string());
    return startJob<exchange::ImportReport>(
        context, tr("Import of %1").arg(from), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_->import(options, std::move(report), std::move(end)); });
}

session::JobId Bridge::features(QObject* context, const extraction::FeatureOptions& options, ProgressAnswer progress,
                                Answer<extraction::FeatureReport> done) {
    return startJob<extraction::FeatureReport>(
        context, tr("Region features"), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_->features(options, std::move(report), std::move(end)); });
}

session::JobId Bridge::evaluate(QObject* context, const evaluation::EvaluateOptions& options, const QString& modelName,
                                ProgressAnswer progress, Answer<session::Evaluated> done) {
    const QString title =
        tr("Evaluation: %1 on %2").arg(QString::fromStdString(options.task), QString::fromStdString(options.split));
    return startJob<session::Evaluated>(
        context, title, std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_->evaluate(options, modelName.toStdString(), std::move(report), std::move(end));
        });
}

void Bridge::evaluations(QObject* context, Answer<std::vector<store::EvaluationRecord>> done) {
    session_->evaluations(deliver(context, std::move(done)));
}

void Bridge::removeEvaluation(QObject* context, std::int64_t id, Answer<std::int64_t> done) {
    session_->removeEvaluation(id, deliver(context, std::move(done)));
}

void Bridge::addEvaluation(QObject* context, const store::EvaluationRecord& evaluation,
                           Answer<store::EvaluationRecord> done) {
    session_->addEvaluation(evaluation, deliver(context, std::move(done)));
}

session::JobId Bridge::importSnippets(QObject* context, const QString& file, const QString& format,
                                      ProgressAnswer progress, Answer<exchange::SnippetsReport> done) {
    return startJob<exchange::SnippetsReport>(
        context, tr("Import of region texts"), std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_->importSnippets(pathOf(file), format.toStdString(), std::move(report), std::move(end));
        });
}

session::JobId Bridge::exportSnippets(QObject* context, const QString& file, const QString& format,
                                      ProgressAnswer progress, Answer<exchange::SnippetsReport> done) {
    return startJob<exchange::SnippetsReport>(
        context, tr("Export of region texts"), std::move(progress), std::move(done), [&](auto report, auto end) {
            return session_->exportSnippets(pathOf(file), format.toStdString(), std::move(report), std::move(end));
        });
}

session::JobId Bridge::norms(QObject* context, ProgressAnswer progress, Answer<inference::NormsReport> done) {
    return startJob<inference::NormsReport>(
        context, tr("Norms of words and regions"), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_->norms(std::move(report), std::move(end)); });
}

session::JobId Bridge::bound(QObject* context, const QString& split, ProgressAnswer progress,
                             Answer<inference::BoundReport> done) {
    return startJob<inference::BoundReport>(
        context, tr("What the regions hold"), std::move(progress), std::move(done),
        [&](auto report, auto end) { return session_->bound(split.toStdString(), std::move(report), std::move(end)); });
}

void Bridge::cancel(session::JobId job) {
    session_->cancel(job);
}

void Bridge::runs(QObject* context, Answer<std::vector<store::RunRecord>> done) {
    session_->runs(deliverHere(context, std::move(done)));
}

void Bridge::runCurve(QObject* context, const QString& run, Answer<std::vector<runs::CurvePoint>> done) {
    session_->runCurve(run.toStdString(), deliverHere(context, std::move(done)));
}

void Bridge::runFigures(QObject* context, const QString& run, Answer<std::vector<store::FigureRecord>> done) {
    session_->runFigures(run.toStdString(), deliverHere(context, std::move(done)));
}

void Bridge::presets(QObject* context, Answer<std::vector<runs::PresetInfo>> done) {
    session_->presets(deliver(context, std::move(done)));
}

}  // namespace legenda::ui
