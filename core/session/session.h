// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/annotations.h"
#include "core/session/image_edits.h"
#include "core/session/images.h"
#include "core/session/jobs.h"
#include "core/session/live_models.h"
#include "core/session/models.h"
#include "core/session/predictions.h"
#include "core/session/records.h"
#include "core/session/results.h"
#include "core/session/review.h"
#include "core/session/tasks.h"
#include "core/session/upkeep.h"

namespace legenda::session {

// The interface of the engine for the GUI: one open project and its threads. Requests are made through its parts:
// images(), models(), annotations(), tasks(), review(), upkeep(), jobs(), records(), results(), predictions(),
// liveModels(). Every call returns at once, and every request is answered exactly once: Superseded where a newer one of
// the same asker replaced it, Cancelled where its asker or the end of the session dropped it. Callbacks run on a thread
// of the session, or inside the call that dropped the request (ui/bridge carries them to the GUI thread).
class Session {
 public:
    using Config = session::Config;
    explicit Session(Config config);
    ~Session();  // asks running jobs to stop and joins them

    void openProject(const std::filesystem::path& folder, Callback<project::ProjectInfo> done);
    void projectInfo(Callback<project::ProjectInfo> done);  // of the open project, again: after an import or a training
    // The same if something has changed since the last answer, by this program or another: cheap, to be called often.
    void projectChanges(Callback<std::optional<project::ProjectInfo>> done);
    // which: as project::CheckpointCatalog::use takes it.
    void useModel(project::ModelKind kind, const std::string& which, Callback<project::ProjectInfo> done);
    // All waiting requests of the owner, of every kind and part, are answered Cancelled; a running one is asked to
    // stop.
    void dropRequests(const std::string& owner);

    Images& images() { return images_; }
    ImageEdits& imageEdits() { return imageEdits_; }
    Models& models() { return models_; }
    Annotations& annotations() { return annotations_; }
    Tasks& tasks() { return tasks_; }
    Review& review() { return review_; }
    Upkeep& upkeep() { return upkeep_; }
    Jobs& jobs() { return jobs_; }
    Records& records() { return records_; }
    Results& results() { return results_; }
    Predictions& predictions() { return predictions_; }
    LiveModels& liveModels() { return liveModels_; }

 private:
    OpenProject project_;
    project::ProjectDescriber describer_;  // of the queries' thread
    // Threads are joined in the opposite order: the jobs first.
    Queries queries_;
    Images images_;
    Models models_;
    StoreWriter writer_;
    ImageEdits imageEdits_;
    Annotations annotations_;
    Tasks tasks_;
    Records records_;
    Results results_;
    Predictions predictions_;
    LiveModels liveModels_;
    Review review_;
    Upkeep upkeep_;
    Jobs jobs_;
};

}  // namespace legenda::session
