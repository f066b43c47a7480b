// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/runtime/worker_thread.h"

#include <cstdint>

namespace legenda::runtime {

using JobId = std::int64_t;

// Passes on at most 20 reports per second; the first one of a stage and evaluations ("dev." figures) always pass.
base::ProgressFn throttled(base::ProgressFn progress);

// Long work, one job after the other in order of arrival, on a thread of its own. Every job is answered once (see
// WorkerThread); one that is cancelled while it waits ends at once, whatever is running.
class JobQueue {
 public:
    JobQueue(std::string name, int niceness, int computeThreads) : worker_(std::move(name), niceness, computeThreads) {}

    // `id` is the caller's, unique among the jobs of the queue. `progress` is called on the queue's thread, throttled.
    template <class T, class Body>
    void add(JobId id, base::ProgressFn progress, Answer<T> done, Body body) {
        worker_.post<T>(
            std::move(done),
            [report = throttled(std::move(progress)), body = std::move(body)](std::stop_token stop) {
                return body(base::JobContext{std::move(stop), report});
            },
            std::to_string(id));
    }
    // A waiting job is answered Cancelled before this returns; a running one is asked to stop. False: the queue has no
    // such job (any more).
    bool cancel(JobId id) { return worker_.cancel(std::to_string(id)); }

 private:
    WorkerThread worker_;
};

}  // namespace legenda::runtime
