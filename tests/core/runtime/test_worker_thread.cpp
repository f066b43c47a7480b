// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/worker_thread.h"

#include "core/base/job_context.h"

#include <ATen/Parallel.h>
#include <QTest>

#include <atomic>
#include <chrono>
#include <latch>
#include <map>
#include <optional>
#include <vector>

using namespace legenda::runtime;
using namespace std::chrono_literals;
using legenda::base::ErrorCode;
using legenda::base::JobContext;
using legenda::base::Result;

namespace {

// Takes the answers to numbered requests: each must come exactly once.
class Answers {
 public:
    Answer<int> to(int request) {
        return [this, request](Result<int> answer) {
            const std::lock_guard lock(mutex_);
            order_.push_back(request);
            answers_.emplace(request, std::move(answer));
        };
    }
    std::size_t count() const {
        const std::lock_guard lock(mutex_);
        return order_.size();
    }
    std::vector<int> order() const {
        const std::lock_guard lock(mutex_);
        return order_;
    }
    int value(int request) const {
        const std::lock_guard lock(mutex_);
        return answers_.count(request) == 1 ? answers_.find(request)->second.value_or(-1) : -2;
    }
    // The code that the request failed with; none: not answered exactly once, or with a value.
    std::optional<ErrorCode> failure(int request) const {
        const std::lock_guard lock(mutex_);
        if (answers_.count(request) != 1) return {};
        const auto& answer = answers_.find(request)->second;
        return answer ? std::nullopt : std::optional(answer.error().code);
    }

 private:
    mutable std::mutex mutex_;
    std::vector<int> order_;
    std::multimap<int, Result<int>> answers_;
};

auto always(int value) {
    return [value](const std::stop_token&) { return Result<int>(value); };
}

// Keeps the worker busy until opened or asked to stop.
struct Gate {
    std::latch reached{1}, open{1};
    auto body(int value = 0) {
        return [this, value](const std::stop_token&) {
            reached.count_down();
            open.wait();
            return Result<int>(value);
        };
    }
};

// Ends only when it is asked to stop, as a model that polls its token does.
auto untilStopped(std::latch& started) {
    return [&started](const std::stop_token& stop) -> Result<int> {
        started.count_down();
        while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
        return JobContext::cancelled();
    };
}

}  // namespace

class TestWorkerThread : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void requestsRunInOrderOfArrival() {
        Answers answers;
        WorkerThread worker("test", 0, 1);
        for (int i = 0; i < 50; ++i) {
            if (i % 2 == 0)
                worker.post<int>(answers.to(i), always(i));
            else
                worker.postNewest<int>({"asker", std::to_string(100 - i)}, answers.to(i), always(i));
        }
        QTRY_COMPARE(answers.count(), std::size_t(50));
        const auto order = answers.order();
        QVERIFY(std::ranges::is_sorted(order));
        QCOMPARE(answers.value(49), 49);
    }

    void theReplacedRequestIsAnsweredSuperseded() {
        Answers answers;
        Gate gate;
        WorkerThread worker("test", 0, 1);
        worker.post<int>(answers.to(0), gate.body());
        gate.reached.wait();
        worker.postNewest<int>({"browse", "picture"}, answers.to(1), always(1));
        worker.postNewest<int>({"annotate", "picture"}, answers.to(2), always(2));
        worker.postNewest<int>({"browse", "picture"}, answers.to(3), always(3));
        QCOMPARE(answers.failure(1), std::optional(ErrorCode::Superseded));  // at once, while another runs
        gate.open.count_down();
        QTRY_COMPARE(answers.count(), std::size_t(4));
        QCOMPARE(answers.value(2), 2);  // another asker's is left alone
        QCOMPARE(answers.value(3), 3);
        QCOMPARE(answers.order(), (std::vector<int>{1, 0, 3, 2}));  // the newer one stands where the older one stood
    }

    void theRunningRequestOfTheKeyIsStoppedAndAnsweredSuperseded() {
        Answers answers;
        std::latch started(1);
        WorkerThread worker("test", 0, 1);
        worker.postNewest<int>({"browse", "caption"}, answers.to(1), untilStopped(started));
        started.wait();
        worker.postNewest<int>({"browse", "caption"}, answers.to(2), always(2));
        QTRY_COMPARE(answers.count(), std::size_t(2));
        QCOMPARE(answers.failure(1), std::optional(ErrorCode::Superseded));
        QCOMPARE(answers.value(2), 2);
    }

    void anotherKeyDoesNotStopTheRunningRequest() {
        Answers answers;
        Gate gate;
        std::atomic<bool> stopped = false;
        WorkerThread worker("test", 0, 1);
        worker.postNewest<int>({"browse", "caption"}, answers.to(1), [&](const std::stop_token& stop) {
            gate.reached.count_down();
            gate.open.wait();
            stopped = stop.stop_requested();
            return Result<int>(1);
        });
        gate.reached.wait();
        worker.postNewest<int>({"annotate", "caption"}, answers.to(2), always(2));
        gate.open.count_down();
        QTRY_COMPARE(answers.count(), std::size_t(2));
        QVERIFY(!stopped);
        QCOMPARE(answers.value(1), 1);
    }

    // A box that is dragged asks all the time: whoever asks beside it still gets an answer, and so does it.
    void aStreamOfOneKeyStarvesNoOther() {
        Answers answers;
        WorkerThread worker("test", 0, 1);
        std::atomic<bool> over = false;
        std::atomic<int> asked = 0;
        std::thread stream([&] {
            while (!over)
                worker.postNewest<int>(
                    {"a", "stream"}, [&](const Result<int>&) { ++asked; },
                    [](auto) {
                        std::this_thread::sleep_for(1ms);
                        return Result<int>(0);
                    });
        });
        while (asked < 50) std::this_thread::sleep_for(1ms);
        worker.postNewest<int>({"z", "picture"}, answers.to(1), always(1));
        worker.post<int>(answers.to(2), always(2));
        worker.postInBackground<int>({"z", "thumbnail"}, answers.to(3), always(3));
        QTRY_COMPARE(answers.count(), std::size_t(3));
        over = true;
        stream.join();
    }

    void theBackgroundComesLastNewestFirstButIsNotStarved() {
        Answers answers;
        Gate gate;
        WorkerThread worker("test", 0, 1);
        worker.post<int>(answers.to(0), gate.body());
        gate.reached.wait();
        for (int i = 1; i <= 3; ++i)
            worker.postInBackground<int>({"view", std::to_string(i)}, answers.to(i), always(i));
        for (int i = 11; i <= 16; ++i) worker.post<int>(answers.to(i), always(i));
        gate.open.count_down();
        QTRY_COMPARE(answers.count(), std::size_t(10));
        QCOMPARE(answers.order(), (std::vector<int>{0, 11, 12, 3, 13, 14, 15, 2, 16, 1}));
    }

    void tooManyInTheBackgroundSupersedeTheOldest() {
        Answers answers;
        Gate gate;
        WorkerThread worker("test", 0, 1);
        worker.post<int>(answers.to(-1), gate.body());
        gate.reached.wait();
        const int most = static_cast<int>(WorkerThread::kMostInBackground);
        for (int i = 0; i < most + 10; ++i)
            worker.postInBackground<int>({"view", std::to_string(i)}, answers.to(i), always(i));
        QCOMPARE(answers.count(), std::size_t(10));
        for (int i = 0; i < 10; ++i) QCOMPARE(answers.failure(i), std::optional(ErrorCode::Superseded));
        gate.open.count_down();
        QTRY_COMPARE(answers.count(), std::size_t(most + 11));
        QCOMPARE(answers.value(10), 10);
    }

    void cancellingAnOwnerAnswersWhatWaitsAndStopsWhatRuns() {
        Answers answers;
        std::latch started(1);
        WorkerThread worker("test", 0, 1);
        worker.post<int>(answers.to(0), untilStopped(started), "page");
        started.wait();
        worker.postNewest<int>({"page", "picture"}, answers.to(1), always(1));
        worker.postInBackground<int>({"page", "thumbnail"}, answers.to(2), always(2));
        worker.postNewest<int>({"other page", "picture"}, answers.to(3), always(3));
        QVERIFY(worker.cancel("page"));
        QTRY_COMPARE(answers.count(), std::size_t(4));
        for (int i = 0; i < 3; ++i) QCOMPARE(answers.failure(i), std::optional(ErrorCode::Cancelled));
        QCOMPARE(answers.value(3), 3);
        QVERIFY(!worker.cancel("page"));
    }

    void destroyingAWorkerAnswersEverything() {
        Answers answers;
        std::latch started(1);
        {
            WorkerThread worker("test", 0, 1);
            worker.postNewest<int>({"x"}, answers.to(0), untilStopped(started));
            started.wait();
            worker.post<int>(answers.to(1), always(1));
            worker.postNewest<int>({"y"}, answers.to(2), always(2));
            worker.postInBackground<int>({"z"}, answers.to(3), always(3));
        }
        QCOMPARE(answers.count(), std::size_t(4));
        for (int i = 0; i < 4; ++i) QCOMPARE(answers.failure(i), std::optional(ErrorCode::Cancelled));
    }

    void whoeverIsAnsweredMayAskAgain() {
        Answers answers;
        Gate gate;
        WorkerThread worker("test", 0, 1);
        worker.post<int>(answers.to(0), gate.body());
        gate.reached.wait();
        worker.postNewest<int>(
            {"view", "picture"},
            [&](const Result<int>&) {
                worker.postNewest<int>({"view", "details"}, answers.to(1), always(1));
            },
            always(0));
        worker.postNewest<int>({"view", "picture"}, answers.to(2), always(2));
        gate.open.count_down();
        QTRY_COMPARE(answers.count(), std::size_t(3));
        QCOMPARE(answers.value(1), 1);
    }

    void aWorkerKeepsItsNumberOfThreadsWhenAnotherStarts() {
        if (std::thread::hardware_concurrency() < 2) QSKIP("needs two cores");
        Answers answers;
        WorkerThread quiet("quiet", 0, 1);
        quiet.post<int>(answers.to(0), always(0));
        QTRY_COMPARE(answers.count(), std::size_t(1));
        WorkerThread busy("busy", 0, 2);
        busy.post<int>(answers.to(1), always(0));
        QTRY_COMPARE(answers.count(), std::size_t(2));
        quiet.post<int>(answers.to(2), [](const std::stop_token&) {
            at::parallel_for(0, 1000, 1, [](std::int64_t, std::int64_t) {});
            return Result<int>(at::get_num_threads());
        });
        QTRY_COMPARE(answers.count(), std::size_t(3));
        QCOMPARE(answers.value(2), 1);
    }

    void anEscapedExceptionBecomesAnError() {
        const auto result = guarded<int>([]() -> Result<int> { throw std::runtime_error("deep inside"); });
        QVERIFY(!result.has_value());
        QCOMPARE(legenda::base::exitStatus(result.error().code), 70);
        QCOMPARE(result.error().context, std::string("deep inside"));
    }
};

QTEST_GUILESS_MAIN(TestWorkerThread)
#include "test_worker_thread.moc"
