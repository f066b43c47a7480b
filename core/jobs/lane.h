// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace legenda::jobs {

// One thread and what waits for it. Tasks run one after another: first the queue (all of it, in order), then the newest
// request of each channel, then the stack (newest first). Destroying a lane asks the running task to stop, joins, and
// drops what waits.
class Lane {
 public:
    using Task = std::function<void(std::stop_token)>;

    // niceness is given to the thread before its first task, so that the tensor threads it starts inherit it.
    // tensorThreads: 0 for all cores.
    Lane(std::string name, int niceness, int tensorThreads);
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    void post(Task task);
    // Replaces the waiting task of the channel and asks the running one of the channel to stop.
    void postNewest(const std::string& channel, Task task);
    // Newest first; beyond `kDeepest` the oldest are dropped.
    void push(Task task);
    void dropStack();
    void dropAll();

 private:
    static constexpr std::size_t kDeepest = 400;
    struct Next {
        std::string channel;
        Task task;
    };
    void run(std::stop_token over, int niceness, int tensorThreads);
    bool takeNext(Next& next);

    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Task> queue_;
    std::map<std::string, Task> newest_;
    std::deque<Task> stack_;
    std::string runningChannel_;
    std::stop_source runningStop_;
    std::jthread thread_;  // last: the others outlive it
};

// Runs the body and turns an exception that escapes it into an Internal error: the lanes are the only place that
// catches all.
template <class T, class Body>
base::Result<T> guarded(const Body& body) {
    try {
        return body();
    } catch (const std::exception& bug) {
        return base::fail(base::ErrorCode::Internal, "Something went wrong inside Legenda.", bug.what());
    } catch (...) {
        return base::fail(base::ErrorCode::Internal, "Something went wrong inside Legenda.");
    }
}

}  // namespace legenda::jobs
