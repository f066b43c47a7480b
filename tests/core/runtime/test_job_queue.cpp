// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/job_queue.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <latch>
#include <vector>

using namespace legenda::runtime;
using namespace std::chrono_literals;
using legenda::base::ErrorCode;
using legenda::base::JobContext;
using legenda::base::Progress;
using legenda::base::Result;

class TestJobQueue : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void jobsRunOneAfterTheOther() {
        std::atomic<int> running = 0, most = 0, done = 0;
        JobQueue queue("test", 0, 1);
        for (int id = 1; id <= 5; ++id)
            queue.add<int>(
                id, {},
                [&](const Result<int>& answer) {
                    if (answer.value_or(0) == done + 1) ++done;
                },
                [&, id](const JobContext&) {
                    most = std::max(most.load(), ++running);
                    std::this_thread::sleep_for(1ms);
                    --running;
                    return Result<int>(id);
                });
        QTRY_COMPARE(done.load(), 5);
        QCOMPARE(most.load(), 1);
    }

    void aWaitingJobThatIsCancelledEndsAtOnce() {
        std::latch started(1), open(1);
        std::atomic<bool> firstOver = false, ran = false, lastOver = false;
        JobQueue queue("test", 0, 1);
        queue.add<int>(
            1, {}, [&](const Result<int>& answer) { firstOver = answer.has_value(); },
            [&](const JobContext& context) {
                started.count_down();
                open.wait();
                return context.stopped() ? Result<int>(JobContext::cancelled()) : Result<int>(1);
            });
        started.wait();
        std::optional<ErrorCode> second;
        queue.add<int>(
            2, {},
            [&](const Result<int>& answer) {
                if (!answer) second = answer.error().code;
            },
            [&](const JobContext&) {
                ran = true;
                return Result<int>(2);
            });
        queue.add<int>(
            3, {}, [&](const Result<int>& answer) { lastOver = answer.has_value(); },
            [](const JobContext&) { return Result<int>(3); });
        QVERIFY(queue.cancel(2));
        QCOMPARE(second, std::optional(ErrorCode::Cancelled));  // while the first still runs
        QVERIFY(!firstOver);
        open.count_down();
        QTRY_VERIFY(firstOver && lastOver);  // neither was stopped
        QVERIFY(!ran);
        QVERIFY(!queue.cancel(2));
    }

    void aRunningJobIsAskedToStop() {
        std::latch started(1);
        std::atomic<bool> cancelled = false;
        JobQueue queue("test", 0, 1);
        queue.add<int>(
            7, {},
            [&](const Result<int>& answer) { cancelled = !answer && answer.error().code == ErrorCode::Cancelled; },
            [&](const JobContext& context) -> Result<int> {
                started.count_down();
                while (!context.stopped()) std::this_thread::sleep_for(1ms);
                return JobContext::cancelled();
            });
        started.wait();
        QVERIFY(!queue.cancel(8));
        QVERIFY(queue.cancel(7));
        QTRY_VERIFY(cancelled);
    }

    void destroyingAQueueAnswersAllItsJobs() {
        std::latch started(1);
        std::atomic<int> cancelled = 0;
        const auto count = [&](const Result<int>& answer) {
            if (!answer && answer.error().code == ErrorCode::Cancelled) ++cancelled;
        };
        {
            JobQueue queue("test", 0, 1);
            queue.add<int>(1, {}, count, [&](const JobContext& context) -> Result<int> {
                started.count_down();
                while (!context.stopped()) std::this_thread::sleep_for(1ms);
                return JobContext::cancelled();
            });
            for (int id = 2; id < 6; ++id)
                queue.add<int>(id, {}, count, [](const JobContext&) { return Result<int>(0); });
            started.wait();
        }
        QCOMPARE(cancelled.load(), 5);
    }

    void progressIsThrottledButForStagesAndEvaluations() {
        std::vector<Progress> seen;
        const auto report = throttled([&](const Progress& progress) { seen.push_back(progress); });
        for (int i = 0; i < 1000; ++i) report({"reading", i, 1000, {}});
        report({"computing", 0, 1000, {}});
        report({"computing", 1, 1000, {{"dev.r1", 50.0}}});
        QVERIFY(seen.size() < 20);
        QCOMPARE(seen.front().done, std::int64_t(0));
        QCOMPARE(seen[seen.size() - 2].stage, std::string("computing"));
        QCOMPARE(seen.back().metrics.at("dev.r1"), 50.0);
    }
};

QTEST_GUILESS_MAIN(TestJobQueue)
#include "test_job_queue.moc"
