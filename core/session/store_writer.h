// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/asker.h"
#include "core/session/open_project.h"
#include "core/session/session_id.h"

#include <mutex>

namespace legenda::session {

// The window's writes into the project, and reads that must keep their order, on a thread of their own. The project
// is the one that was open when the request was made, even where another is opened before the request is processed.
class StoreWriter {
 public:
    explicit StoreWriter(const OpenProject& project) : project_(project), worker_("store writer", 0, 1) {}

    const std::string& id() const { return id_; }
    // The annotator of the calls that follow.
    void signIn(const store::Viewer& viewer);
    store::Viewer viewer() const;

    // Annotations are also shown of a read-only folder, and of one that another program has locked at the moment: reads
    // fall back to a read-only connection, until the next call.
    enum class Purpose { Read, Write };
    // body(store::ProjectStore&) answers a Result; called with this session set for undo and redo.
    template <class T, class Body>
    void post(Purpose purpose, Callback<T> done, Body body) {
        worker_.post<T>(std::move(done),
                        [this, purpose, folder = project_.folder(), viewer = viewer(),
                         body = std::move(body)](std::stop_token) -> base::Result<T> {
                            LEGENDA_TRY(store, connect(folder, viewer, purpose));
                            return body(**store);
                        });
    }
    // body(folder of the project) answers a Result.
    template <class T, class Body>
    void postPlain(Callback<T> done, Body body) {
        worker_.post<T>(std::move(done),
                        [folder = project_.folder(), body = std::move(body)](std::stop_token) -> base::Result<T> {
                            return body(folder);
                        });
    }

 private:
    base::Result<store::ProjectStore*> connect(const std::filesystem::path& folder, const store::Viewer& viewer,
                                               Purpose purpose);

    const OpenProject& project_;
    const std::string id_ = makeSessionId();  // the session whose edits are undone
    mutable std::mutex mutex_;
    store::Viewer viewer_;
    Connection writing_, reading_;  // of the worker's thread
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
