// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/asker.h"
#include "core/session/open_project.h"

namespace legenda::session {

// Reads of the open project's database, on a thread of their own with one connection. A body is called with that
// connection and answers a Result.
class Queries {
 public:
    explicit Queries(const OpenProject& project) : project_(project), worker_("queries", 0, 1) {}

    template <class T, class Body>
    void post(Callback<T> done, Body body) {
        worker_.post<T>(std::move(done), onStore<T>(std::move(body)));
    }
    // The newest of the key only, see runtime::WorkerThread.
    template <class T, class Body>
    void postNewest(runtime::RequestKey key, Callback<T> done, Body body) {
        worker_.postNewest<T>(std::move(key), std::move(done), onStore<T>(std::move(body)));
    }
    // The same for what needs no connection, or opens it: body(Connection&).
    template <class T, class Body>
    void postPlain(Callback<T> done, Body body) {
        worker_.post<T>(std::move(done), [this, body = std::move(body)](std::stop_token) -> base::Result<T> {
            return body(connection_);
        });
    }
    void drop(const std::string& owner) { worker_.cancel(owner); }

 private:
    template <class T, class Body>
    auto onStore(Body body) {
        return [this, body = std::move(body)](std::stop_token) -> base::Result<T> {
            LEGENDA_TRY(store, connection_.to(project_.folder(), store::ProjectStore::Mode::Read));
            return body(**store);
        };
    }

    const OpenProject& project_;
    Connection connection_;  // of the worker's thread
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
