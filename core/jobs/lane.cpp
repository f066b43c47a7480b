// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/lane.h"

#include "core/jobs/tensor_threads.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace legenda::jobs {

Lane::Lane(std::string name, int niceness, int tensorThreads) {
    thread_ =
        std::jthread([this, niceness, tensorThreads](std::stop_token over) { run(over, niceness, tensorThreads); });
    pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

Lane::~Lane() {
    thread_.request_stop();
    {
        const std::lock_guard lock(mutex_);
        queue_.clear();
        newest_.clear();
        stack_.clear();
        runningStop_.request_stop();
    }
    wake_.notify_all();
}

void Lane::post(Task task) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
}

void Lane::postNewest(const std::string& channel, Task task) {
    {
        const std::lock_guard lock(mutex_);
        newest_[channel] = std::move(task);
        if (runningChannel_ == channel) runningStop_.request_stop();
    }
    wake_.notify_one();
}

void Lane::push(Task task) {
    {
        const std::lock_guard lock(mutex_);
        stack_.push_back(std::move(task));
        if (stack_.size() > kDeepest) stack_.pop_front();
    }
    wake_.notify_one();
}

void Lane::dropStack() {
    const std::lock_guard lock(mutex_);
    stack_.clear();
}

void Lane::dropAll() {
    const std::lock_guard lock(mutex_);
    queue_.clear();
    newest_.clear();
    stack_.clear();
    runningStop_.request_stop();
}

bool Lane::takeNext(Next& next) {
    if (!queue_.empty()) {
        next = {{}, std::move(queue_.front())};
        queue_.pop_front();
    } else if (!newest_.empty()) {
        auto first = newest_.begin();
        next = {first->first, std::move(first->second)};
        newest_.erase(first);
    } else if (!stack_.empty()) {
        next = {{}, std::move(stack_.back())};
        stack_.pop_back();
    } else {
        return false;
    }
    runningChannel_ = next.channel;
    runningStop_ = std::stop_source();
    return true;
}

void Lane::run(std::stop_token over, int niceness, int tensorThreads) {
    if (niceness != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
    setTensorThreads(tensorThreads);
    while (!over.stop_requested()) {
        Next next;
        std::stop_token stop;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, over, [&] { return takeNext(next); })) return;
            if (over.stop_requested()) return;
            stop = runningStop_.get_token();
        }
        next.task(stop);
        const std::lock_guard lock(mutex_);
        runningChannel_.clear();
    }
}

}  // namespace legenda::jobs
