// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/bridge/jobs_model.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace legenda::ui {

// A decoded picture as a QImage; `image` may be a reduced decode of `fullSize`.
struct LoadedPicture {
    QImage image;
    QSize fullSize;
};

// Answers arrive in the GUI thread, never inside the call that asked, and not at all once `context` is gone. Superseded
// and Cancelled are answers as well: not failures to show, but the end of waiting.
template <class T>
using Answer = std::function<void(base::Result<T>)>;
// The end of waiting without a failure (superseded by a newer question, or cancelled): nothing to show.
inline bool dropped(const base::Error& error) {
    return error.code == base::ErrorCode::Superseded || error.code == base::ErrorCode::Cancelled;
}
using ProgressAnswer = std::function<void(const base::Progress&)>;

// The only object of the GUI that touches the engine: owns the Session and carries its answers to the GUI thread.
// Every method is called in the GUI thread and returns at once; `context` is the object (mostly a page) that waits for
// the answer. A newer question of the same context takes the place of its older one of the same kind (of the same
// `part`, where one context asks for several things at a time); other contexts are left alone.
class Bridge : public QObject {
    Q_OBJECT
 public:
    explicit Bridge(session::Session::Config config, QObject* parent = nullptr);
    ~Bridge() override;  // stops the jobs and joins the engine's threads

    // --- project
    const std::optional<session::ProjectInfo>& project() const { return project_; }
    void openProject(QObject* context, const QString& folder, Answer<session::ProjectInfo> done);  // then projectOpened
    void refreshProject();  // counts and checkpoints; then projectOpened
    // Jobs that answer a project's folder, which the caller opens.
    session::JobId createDemo(QObject* context, const QString& directory, Answer<QString> done);
    session::JobId projectFromImages(QObject* context, const QString& imageOrFolder, const QString& projectsFolder,
                                     Answer<QString> done);
    void listImages(QObject* context, Answer<std::vector<store::ImageRecord>> done);
    void imageDetails(QObject* context, std::int64_t image, Answer<session::ImageDetails> done);
    void searchCaptions(QObject* context, const QString& words, Answer<std::vector<std::int64_t>> done);
    // maxSide 0: full size.
    void picture(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done);
    void thumbnail(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done);
    void crop(QObject* context, std::int64_t image, const base::Box& box, int side, Answer<LoadedPicture> done);
    // What the context waits for is answered Cancelled, thumbnails among it.
    void dropRequests(QObject* context);

    // --- models
    void align(QObject* context, std::int64_t image, const QString& sentence, double beta,
               Answer<model::Alignment> done);
    void alignBeside(QObject* context, std::int64_t image, const QString& sentence, double beta,
                     const session::AlignmentSource& source, Answer<model::Alignment> done);
    void caption(QObject* context, std::int64_t image, std::optional<base::Box> box,
                 const model::DecodeOptions& options, Answer<inference::CaptionResult> done, const QString& part = {});
    void describe(QObject* context, std::int64_t image, const model::DecodeOptions& options,
                  Answer<std::vector<inference::CaptionResult>> done);
    void saveDescriptions(QObject* context, const QString& file, const QString& image,
                          const std::vector<inference::CaptionResult>& described, Answer<std::filesystem::path> done);
    void search(QObject* context, const QString& text, bool regions, int top,
                Answer<std::vector<inference::SearchHit>> done);
    // Stored in the project; then modelsChanged. which: as project::CheckpointCatalog::use takes it.
    void useModel(QObject* context, project::ModelKind kind, const QString& which, Answer<session::ProjectInfo> done);
    void knownNorms(QObject* context, Answer<std::optional<inference::NormsReport>> done);

    // --- annotation; every success also emits annotationSaved, every failure annotationFailed
    void annotations(QObject* context, std::int64_t image, Answer<store::ActOutcome> done);
    void act(QObject* context, const store::Act& act, Answer<store::ActOutcome> done);
    void undo(QObject* context, std::int64_t image, Answer<store::ActOutcome> done);
    void redo(QObject* context, std::int64_t image, Answer<store::ActOutcome> done);
    void undoAction(QObject* context, std::int64_t image, std::int64_t action, Answer<store::ActOutcome> done);
    // After the answers to all that was to be written before: acts, and what is remembered.
    void whenWritten(QObject* context, Answer<void> done);
    void regionCounts(QObject* context, Answer<std::map<std::int64_t, int>> done);
    void recall(QObject* context, const QString& key, Answer<std::string> done);
    void remember(const QString& key, const QString& value);

    // --- long jobs: rows of jobs(); progress and done are optional
    // told: from the moment on that the project lists the run.
    session::JobId train(QObject* context, const runs::TrainRequest& request, runs::TrainingEventFn told,
                         ProgressAnswer progress, Answer<runs::TrainReport> done);
    session::JobId import(QObject* context, const exchange::ImportOptions& options, ProgressAnswer progress,
                          Answer<exchange::ImportReport> done);
    session::JobId features(QObject* context, const extraction::FeatureOptions& options, ProgressAnswer progress,
                            Answer<extraction::FeatureReport> done);
    session::JobId evaluate(QObject* context, const evaluation::EvaluateOptions& options, const QString& modelName,
                            ProgressAnswer progress, Answer<session::Evaluated> done);
    session::JobId importSnippets(QObject* context, const QString& file, const QString& format, ProgressAnswer progress,
                                  Answer<exchange::SnippetsReport> done);
    session::JobId exportSnippets(QObject* context, const QString& file, const QString& format, ProgressAnswer progress,
                                  Answer<exchange::SnippetsReport> done);
    session::JobId norms(QObject* context, ProgressAnswer progress, Answer<inference::NormsReport> done);
    session::JobId bound(QObject* context, const QString& split, ProgressAnswer progress,
                         Answer<inference::BoundReport> done);
    void cancel(session::JobId job);
    JobsModel* jobs() { return &jobs_; }

    // --- evaluations kept in the project
    void evaluations(QObject* context, Answer<std::vector<store::EvaluationRecord>> done);
    void removeEvaluation(QObject* context, std::int64_t id, Answer<std::int64_t> done);
    void addEvaluation(QObject* context, const store::EvaluationRecord& evaluation,
                       Answer<store::EvaluationRecord> done);

    // --- runs
    void runs(QObject* context, Answer<std::vector<store::RunRecord>> done);
    void runCurve(QObject* context, const QString& run, Answer<std::vector<runs::CurvePoint>> done);
    void runFigures(QObject* context, const QString& run, Answer<std::vector<store::FigureRecord>> done);
    void presets(QObject* context, Answer<std::vector<runs::PresetInfo>> done);

 Q_SIGNALS:
    void projectOpened(const legenda::session::ProjectInfo& project);
    void modelsChanged(const legenda::session::ProjectInfo&
                           project);  // another model is in use, here or elsewhere, or there are new ones
    void annotationSaved(qint64 image, const legenda::store::ActOutcome& outcome);
    void annotationFailed(const legenda::base::Error& error);
    void jobStarted(qint64 job);
    void jobProgress(qint64 job, const legenda::base::Progress& progress);
    void jobFinished(qint64 job);  // its row in jobs() says how

 private:
    template <class T>
    session::Callback<T> deliver(QObject* context, Answer<T> done);
    // The same for questions about the open project: once another one is open, the answer is Cancelled.
    template <class T>
    session::Callback<T> deliverHere(QObject* context, Answer<T> done);
    template <class T, class Start>
    session::JobId startJob(QObject* context, const QString& title, ProgressAnswer progress, Answer<T> done,
                            Start start);

    void takeModels(session::ProjectInfo project);

    std::optional<session::ProjectInfo> project_;
    QTimer look_;         // for what other programs choose
    quint64 opened_ = 0;  // grows when another project is opened: image ids mean other images then
    JobsModel jobs_;
    std::unique_ptr<session::Session> session_;
};

}  // namespace legenda::ui
