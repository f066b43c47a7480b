// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/worker_thread.h"

#include "core/base/job_context.h"
#include "core/runtime/compute_threads.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace legenda::runtime {

namespace {

constexpr int kTurnsBetweenBackground = 3;

base::Error cancelledError() {
    return base::JobContext::cancelled().value();
}

}  // namespace

base::Error WorkerThread::supersededError() {
    return {base::ErrorCode::Superseded, "A newer request took the place of this one.", {}, {}};
}

WorkerThread::WorkerThread(std::string name, int niceness, int computeThreads) {
    thread_ = std::thread([this, niceness, computeThreads] { run(niceness, computeThreads); });
    pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

WorkerThread::~WorkerThread() {
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
        if (turn_) turn_->stop.request_stop();
    }
    wake_.notify_all();
    thread_.join();
    for (auto* queue : {&waiting_, &background_})
        for (auto& each : *queue) each.task.drop(cancelledError());
}

// Answers are given outside the lock: a receiver may make another request.
void WorkerThread::add(Kind kind, RequestKey key, Task task) {
    Task superseded;
    {
        const std::lock_guard lock(mutex_);
        auto& queue = kind == Kind::Background ? background_ : waiting_;
        const auto old = std::find_if(queue.begin(), queue.end(), [&](const Waiting& each) {
            return kind != Kind::Each && each.kind == kind && each.key == key;
        });
        if (kind == Kind::Newest && turn_ && running_ == key) {
            turn_->superseded = true;
            turn_->stop.request_stop();
        }
        if (old != queue.end() && kind == Kind::Newest) {
            superseded = std::exchange(old->task, std::move(task));
        } else {
            if (old != queue.end()) {
                superseded = std::move(old->task);
                queue.erase(old);
            }
            queue.push_back({kind, std::move(key), std::move(task)});
            if (kind == Kind::Background && queue.size() > kMostInBackground) {
                superseded = std::move(queue.front().task);
                queue.pop_front();
            }
        }
    }
    wake_.notify_one();
    if (superseded.drop) superseded.drop(supersededError());
}

bool WorkerThread::cancel(const std::string& owner) {
    std::vector<Task> dropped;
    bool running = false;
    {
        const std::lock_guard lock(mutex_);
        for (auto* queue : {&waiting_, &background_}) {
            const auto theirs = std::stable_partition(queue->begin(), queue->end(),
                                                      [&](const Waiting& each) { return each.key.owner != owner; });
            for (auto each = theirs; each != queue->end(); ++each) dropped.push_back(std::move(each->task));
            queue->erase(theirs, queue->end());
        }
        running = turn_ && running_.owner == owner;
        if (running) turn_->stop.request_stop();
    }
    for (const auto& task : dropped) task.drop(cancelledError());
    return running || !dropped.empty();
}

bool WorkerThread::takeNext(Waiting& next) {
    const bool background =
        !background_.empty() && (waiting_.empty() || turnsSinceBackground_ >= kTurnsBetweenBackground);
    if (background) {
        next = std::move(background_.back());
        background_.pop_back();
        turnsSinceBackground_ = 0;
    } else if (!waiting_.empty()) {
        next = std::move(waiting_.front());
        waiting_.pop_front();
        ++turnsSinceBackground_;
    } else {
        return false;
    }
    running_ = next.key;
    turn_ = std::make_shared<Turn>();
    return true;
}

void WorkerThread::run(int niceness, int computeThreads) {
    if (niceness != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
    setComputeThreads(computeThreads);
    for (;;) {
        Waiting next;
        std::shared_ptr<Turn> turn;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return over_ || takeNext(next); });
            if (over_) return;
            turn = turn_;
        }
        next.task.run(*turn);
        const std::lock_guard lock(mutex_);
        turn_.reset();
    }
}

}  // namespace legenda::runtime
