// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/lane.h"

#include <ATen/Parallel.h>
#include <QTest>

#include <atomic>
#include <chrono>
#include <latch>

using namespace legenda::jobs;
using namespace std::chrono_literals;

class TestLane : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void theQueueRunsInOrder() {
        std::vector<int> seen;
        std::latch done(1);
        Lane lane("test", 0, 1);
        for (int i = 0; i < 50; ++i) lane.post([&seen, i](std::stop_token) { seen.push_back(i); });
        lane.post([&done](std::stop_token) { done.count_down(); });
        done.wait();
        QCOMPARE(seen.size(), std::size_t(50));
        QVERIFY(std::ranges::is_sorted(seen));
    }

    void aNewerRequestReplacesTheWaitingOneAndStopsTheRunningOne() {
        std::atomic<bool> stopped = false;
        std::atomic<int> second = 0, third = 0;
        std::latch started(1), done(1);
        Lane lane("test", 0, 1);
        lane.postNewest("caption", [&](std::stop_token stop) {
            started.count_down();
            for (int i = 0; i < 500 && !stop.stop_requested(); ++i) std::this_thread::sleep_for(2ms);
            stopped = stop.stop_requested();
        });
        started.wait();
        lane.postNewest("caption", [&](std::stop_token) { ++second; });
        lane.postNewest("caption", [&](std::stop_token) {
            ++third;
            done.count_down();
        });
        done.wait();
        QVERIFY(stopped);
        QCOMPARE(second.load(), 0);
        QCOMPARE(third.load(), 1);
    }

    void aLaneKeepsItsNumberOfThreadsWhenAnotherStarts() {
        if (std::thread::hardware_concurrency() < 2) QSKIP("needs two cores");
        std::latch quietStarted(1), busyStarted(1), done(1);
        int threads = 0;
        Lane quiet("quiet", 0, 1);
        quiet.post([&](std::stop_token) { quietStarted.count_down(); });
        quietStarted.wait();
        Lane busy("busy", 0, 2);
        busy.post([&](std::stop_token) { busyStarted.count_down(); });
        busyStarted.wait();
        quiet.post([&](std::stop_token) {
            at::parallel_for(0, 1000, 1, [](std::int64_t, std::int64_t) {});
            threads = at::get_num_threads();
            done.count_down();
        });
        done.wait();
        QCOMPARE(threads, 1);
    }

    void theStackRunsLastAndNewestFirst() {
        std::vector<int> seen;
        std::latch open(1), done(1);
        Lane lane("test", 0, 1);
        lane.post([&open](std::stop_token) { open.wait(); });
        lane.push([&](std::stop_token) {
            seen.push_back(1);
            done.count_down();
        });
        lane.push([&](std::stop_token) { seen.push_back(2); });
        lane.post([&](std::stop_token) { seen.push_back(3); });
        open.count_down();
        done.wait();
        QCOMPARE(seen, (std::vector<int>{3, 2, 1}));
    }

    void destroyingALaneStopsWhatRunsAndDropsWhatWaits() {
        std::atomic<bool> stopped = false, waited = false;
        std::latch started(1);
        {
            Lane lane("test", 0, 1);
            lane.postNewest("x", [&](std::stop_token stop) {
                started.count_down();
                while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
                stopped = true;
            });
            started.wait();
            lane.post([&](std::stop_token) { waited = true; });
        }
        QVERIFY(stopped);
        QVERIFY(!waited);
    }

    void anEscapedExceptionBecomesAnError() {
        const auto result =
            guarded<int>([]() -> legenda::base::Result<int> { throw std::runtime_error("deep inside"); });
        QVERIFY(!result.has_value());
        QCOMPARE(legenda::base::exitStatus(result.error().code), 70);
        QCOMPARE(result.error().context, std::string("deep inside"));
    }
};

QTEST_GUILESS_MAIN(TestLane)
#include "test_lane.moc"
