// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/worker_thread.h"
#include "core/session/session.h"

#include <atomic>
#include <mutex>

namespace legenda::session {

// Names one window among all that work on a project, and tells whether it is still open.
std::string makeSessionId();
bool sessionLives(const std::string& session);

// One request of an asker for each kind of question.
inline runtime::RequestKey keyOf(const Asker& asker, const std::string& question) {
    return {asker.owner, question + ' ' + asker.part};
}

// What the parts of Session share; see session.cpp (project, pictures), session_models.cpp, session_annotation.cpp,
// session_jobs.cpp. The threads come last, so that they are joined before what their requests use goes.
struct Session::Impl {
    explicit Impl(Config c);

    Config config;
    const std::string id = makeSessionId();  // whose acts are undone

    // Which project is open; read by every thread. Which models are in use is the catalogue's to say.
    struct State {
        std::filesystem::path project;
        std::int64_t generation = 0;  // grows when images or vectors may have changed: what is held of them is stale
    };
    mutable std::mutex stateMutex;
    State state;
    State current() const {
        const std::lock_guard lock(stateMutex);
        return state;
    }

    // Connection of one thread, reopened when the project changes.
    struct Reader {
        std::filesystem::path project;
        std::optional<store::ProjectStore> store;
        base::Result<store::ProjectStore*> get(const std::filesystem::path& project, store::ProjectStore::Mode mode);
    };
    Reader queryReader, pictureReader, modelReader, annotationReader, writer;
    void advance() {
        const std::lock_guard lock(stateMutex);
        ++state.generation;
    }

    project::CheckpointCatalog catalog;
    // What describeProject() was made of, for projectChanges(); thread of the queries only.
    std::int64_t describedVersion = -1;
    std::map<project::ModelKind, project::ModelInUse> describedInUse;

    std::unique_ptr<inference::Predictor> engine;  // models thread only
    std::filesystem::path engineProject;
    std::int64_t engineGeneration = -1, besideGeneration = -1;
    // The images that searches rank, as long as nobody has written into the project.
    struct Searched {
        std::filesystem::path project;
        std::int64_t version = -1;
        std::vector<store::ImageRecord> images;
    };
    Searched searched;  // models thread only
    base::Result<inference::Predictor*> engineInUse();
    // Of the alignments that are laid beside those of the models in use.
    std::unique_ptr<inference::Predictor> besideEngine;  // models thread only
    AlignmentSource besideSource;
    std::filesystem::path besideProject;
    base::Result<inference::Predictor*> engineBeside(const AlignmentSource& source);
    base::Result<const std::vector<store::ImageRecord>*> searchedImages();
    int networkThreads() const;
    inference::NormsOptions normsOptions() const;
    // The engine and the record of an image, ready for a question about it.
    struct Asked {
        inference::Predictor* engine;
        store::ImageRecord image;
    };
    base::Result<Asked> ask(std::int64_t image);

    base::Result<ProjectInfo> describeProject(store::ProjectStore& store);

    std::atomic<JobId> nextJob{1};

    // Queues `body(JobContext)` under a new id.
    template <class T, class Body>
    JobId startJob(runtime::JobQueue& queue, base::ProgressFn progress, Callback<T> done, Body body) {
        const JobId id = nextJob++;
        queue.add<T>(id, std::move(progress), std::move(done), std::move(body));
        return id;
    }

    runtime::WorkerThread queries, pictures, models;
    runtime::WorkerThread acts;  // the store writer
    runtime::JobQueue norms, imports, longJobs;
};

}  // namespace legenda::session
