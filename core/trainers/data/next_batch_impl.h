// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// Which batch: that of a step, or one part of it.
struct BatchPlace {
    int epoch = 0;
    std::int64_t step = 0;
    std::size_t part = 0;

    // The first part of the step after this one.
    BatchPlace nextStep(std::int64_t stepsPerEpoch) const {
        return step + 1 < stepsPerEpoch ? BatchPlace{epoch, step + 1, 0} : BatchPlace{epoch + 1, 0, 0};
    }
    bool operator==(const BatchPlace&) const = default;
};

// The cores for the thread that makes batches: few where the step itself computes on the processor.
enum class BatchCores { Few, All };
inline BatchCores batchCoresBeside(const c10::Device& device) {
    return device.is_cpu() ? BatchCores::Few : BatchCores::All;
}
void limitThisThread(BatchCores cores);

// Makes the next batch in a thread of its own while a step computes. What make(place) answers depends on the place
// alone, so that a batch is the same whenever and wherever it is made; it is called by one thread at a time. The thread
// reads what make refers to until this object is gone: it is the last member of its trainer, and the data that the
// trainer was given outlive the trainer.
template <class Batch>
class NextBatch {
 public:
    explicit NextBatch(BatchCores cores) : cores_(cores) {}

    // The batch of a place: the prepared one where it is of this place, else made here. Throws what making it threw.
    template <class Make>
    Batch take(const BatchPlace& place, const Make& make) {
        if (prepared_.valid()) {
            prepared_.wait();
            auto prepared = std::exchange(prepared_, {});
            if (place == place_) return prepared.get();
        }
        return make(place);
    }

    // Begins to make the batch of a place, which the next take() is likely to ask for.
    template <class Make>
    void prepare(const BatchPlace& place, Make make) {
        if (prepared_.valid()) prepared_.wait();
        if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token& over) { run(over); });
        std::packaged_task<Batch()> work([make = std::move(make), place] { return make(place); });
        place_ = place;
        prepared_ = work.get_future();
        {
            const std::lock_guard lock(mutex_);
            work_ = std::move(work);
        }
        changed_.notify_one();
    }

 private:
    void run(const std::stop_token& over) {
        limitThisThread(cores_);
        std::unique_lock lock(mutex_);
        while (changed_.wait(lock, over, [this] { return work_.valid(); }) && !over.stop_requested()) {
            auto work = std::exchange(work_, {});
            lock.unlock();
            work();
            lock.lock();
        }
    }

    BatchCores cores_;
    BatchPlace place_;             // of the prepared batch
    std::future<Batch> prepared_;  // not valid: none
    std::mutex mutex_;             // of work_
    std::condition_variable_any changed_;
    std::packaged_task<Batch()> work_;
    std::jthread thread_;  // the last one: it ends before the others are gone
};

}  // namespace legenda::trainers
