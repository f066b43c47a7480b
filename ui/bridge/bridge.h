// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/annotations_client.h"
#include "ui/bridge/images_client.h"
#include "ui/bridge/jobs_client.h"
#include "ui/bridge/live_client.h"
#include "ui/bridge/models_client.h"
#include "ui/bridge/people_client.h"
#include "ui/bridge/predictions_client.h"
#include "ui/bridge/records_client.h"
#include "ui/bridge/results_client.h"
#include "ui/bridge/review_client.h"
#include "ui/bridge/upkeep_client.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legenda::ui {

// The only object of the GUI that accesses the engine: owns the Session, holds the state of the open project and
// signals changes. Requests are made through its clients: images(), models(), annotations(), people(), review(),
// upkeep(), jobs(), records(), results(), predictions(), live(). Every method, theirs too, is called in the GUI thread
// and returns at once; `context` is the object (mostly a page) that waits for the answer. A newer request of the same
// context replaces its older one of the same kind (of the same `part`, where one context makes several requests at a
// time); other contexts are unaffected.
class Bridge : public QObject {
    Q_OBJECT
 public:
    explicit Bridge(session::Session::Config config, QObject* parent = nullptr);
    ~Bridge() override;  // stops the jobs and joins the engine's threads

    const std::optional<project::ProjectInfo>& project() const { return project_; }
    const std::string& device() const { return device_; }  // of the session: "auto", "cpu", "cuda", "cuda:N"
    void openProject(QObject* context, const QString& folder, Answer<project::ProjectInfo> done);  // then projectOpened
    void refreshProject();  // counts and checkpoints; then projectOpened
    // Reads the description of the open project again; modelsChanged where its models have changed.
    void takeModels(project::ProjectInfo project);
    void tellImagesChanged();  // imagesChanged, and the counts are read again
    // Delivers the answer to an edit of `project`. While it is delivered, late() is that project where another one is
    // open by now: what is said of the edit names it, and cannot be undone from here.
    void deliver(const std::filesystem::path& project, const std::function<void()>& answer);
    const std::filesystem::path& late() const { return late_; }  // empty: nothing late is being delivered
    // All requests of the context, thumbnails included, are answered Cancelled.
    void dropRequests(QObject* context);

    ImagesClient& images() { return images_; }
    ModelsClient& models() { return models_; }
    AnnotationsClient& annotations() { return annotations_; }
    PeopleClient& people() { return people_; }
    ReviewClient& review() { return review_; }
    UpkeepClient& upkeep() { return upkeep_; }
    JobsClient& jobs() { return jobs_; }
    RecordsClient& records() { return records_; }
    ResultsClient& results() { return results_; }
    PredictionsClient& predictions() { return predictions_; }
    LiveClient& live() { return live_; }

 Q_SIGNALS:
    void projectOpened(const legenda::project::ProjectInfo& project);
    // Another model is in use, chosen by this program or another, or there are new models.
    void modelsChanged(const legenda::project::ProjectInfo& project);
    // Splits, where files are, or which images belong to the project: changed by this program or another.
    void imagesChanged();
    void sentencesChanged(qint64 image);  // of an image; 0: of any, by this program or another
    void predictionsChanged();            // a prediction set has come or gone, by this program or another
    void evaluationsChanged();            // a kept evaluation has come or gone, by this program or another
    void annotationSaved(qint64 image, const legenda::store::EditOutcome& outcome);
    void annotationFailed(const legenda::base::Error& error);
    // Another window or program has changed the annotations of these images; `all`: of the whole project.
    void annotationsChanged(const std::vector<std::int64_t>& images, bool all);
    void backupFailed(const legenda::base::Error& error);  // the daily one
    // Somebody has signed in, also at the opening of a project; `drafts`: what this person was writing when an earlier
    // session ended.
    void signedIn(const legenda::store::Viewer& viewer, const std::vector<legenda::store::DraftRecord>& drafts);
    void jobProgress(qint64 job, const legenda::base::Progress& progress);

 private:
    Delivery delivery_;
    std::string device_;
    std::filesystem::path resources_;
    std::unique_ptr<session::Session> session_;
    ImagesClient images_;
    ModelsClient models_;
    AnnotationsClient annotations_;
    PeopleClient people_;
    ReviewClient review_;
    UpkeepClient upkeep_;
    JobsClient jobs_;
    RecordsClient records_;
    ResultsClient results_;
    PredictionsClient predictions_;
    LiveClient live_;
    std::optional<project::ProjectInfo> project_;
    std::filesystem::path late_;
    QTimer look_;  // for changes by other programs
};

}  // namespace legenda::ui
