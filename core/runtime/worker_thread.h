// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/guarded.h"

#include <atomic>
#include <compare>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace legenda::runtime {

// The owner of a request, and its subject. A newer request of the same key replaces the older one; requests of an owner
// can be cancelled together.
struct RequestKey {
    std::string owner;
    std::string what = {};
    auto operator<=>(const RequestKey&) const = default;
};

// One thread and its queue of requests. Every request is answered exactly once: with what its body returned, or
//  - Superseded, where a newer request took its place,
//  - Cancelled, where its owner cancelled it or the worker was destroyed.
// Requests are served in order of arrival, a newer one of a key in the place of the older one, so that a stream of one
// key starves no other. Background requests are served when nothing else waits and at every fourth turn, the newest
// first. A body gets a stop token, on which a stop is requested when its answer is no longer wanted. Answers are given
// on the worker's thread; of a request that never ran, on the thread that superseded or dropped it. Any thread may
// call.
class WorkerThread {
 public:
    // niceness is given to the thread before its first request, so that the compute threads it starts inherit it.
    // computeThreads: see compute_threads.h.
    WorkerThread(std::string name, int niceness, int computeThreads);
    // Requests a stop of the running request, joins, and answers the waiting ones with Cancelled.
    ~WorkerThread();
    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

    // Never superseded. An empty owner cannot be cancelled.
    template <class T, class Body>
    void post(Answer<T> done, Body body, std::string owner = {}) {
        add(Kind::Each, {std::move(owner)}, makeTask<T>(std::move(done), std::move(body)));
    }
    // Supersedes the waiting request of the key, whose place it takes, and requests a stop of the running one.
    template <class T, class Body>
    void postNewest(RequestKey key, Answer<T> done, Body body) {
        add(Kind::Newest, std::move(key), makeTask<T>(std::move(done), std::move(body)));
    }
    // For requests that may be answered late (thumbnails). Beyond `kMostInBackground` the oldest are superseded.
    template <class T, class Body>
    void postInBackground(RequestKey key, Answer<T> done, Body body) {
        add(Kind::Background, std::move(key), makeTask<T>(std::move(done), std::move(body)));
    }
    // Waiting requests of the owner end at once, a running one is asked to stop. False: there was none.
    bool cancel(const std::string& owner);

    static constexpr std::size_t kMostInBackground = 400;

 private:
    enum class Kind { Each, Newest, Background };
    // The state of the running request.
    struct Turn {
        std::stop_source stop;
        std::atomic<bool> superseded = false;
    };
    // Either `run` or `drop` is called, once.
    struct Task {
        std::function<void(const Turn&)> run;
        std::function<void(base::Error)> drop;
    };
    struct Waiting {
        Kind kind = Kind::Each;
        RequestKey key;
        Task task;
    };

    template <class T, class Body>
    static Task makeTask(Answer<T> done, Body body) {
        auto answer = std::make_shared<Answer<T>>(std::move(done));
        return {[answer, body = std::move(body)](const Turn& turn) {
                    auto result = guarded<T>([&]() -> base::Result<T> { return body(turn.stop.get_token()); });
                    if (!result && result.error().code == base::ErrorCode::Cancelled && turn.superseded)
                        result.error() = supersededError();
                    if (*answer) (*answer)(std::move(result));
                },
                [answer](base::Error why) {
                    if (*answer) (*answer)(tl::unexpected<base::Error>(std::move(why)));
                }};
    }
    static base::Error supersededError();

    void add(Kind kind, RequestKey key, Task task);
    bool takeNext(Waiting& next);
    void run(int niceness, int computeThreads);

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> waiting_;     // in order of arrival
    std::deque<Waiting> background_;  // likewise; served from its end
    int turnsSinceBackground_ = 0;
    bool over_ = false;
    RequestKey running_;
    std::shared_ptr<Turn> turn_;  // of the running request; none: idle
    std::thread thread_;          // last: the others outlive it
};

}  // namespace legenda::runtime
