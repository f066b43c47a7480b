// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEventLoop>
#include <QObject>
#include <QTimer>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <time.h>

// What the parts of bench_interactive measure with.
namespace legenda::bench {

using Clock = std::chrono::steady_clock;

constexpr int kBeat = 5;  // ms, of the heartbeat on the GUI thread
constexpr double kStallTarget = 50;

inline double since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// A named series of milliseconds.
struct Series {
    std::string name;
    std::vector<double> values;
    double target = 0;  // 0: none

    double quantile(double q) const {
        if (values.empty()) return 0;
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
        return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
    }
    nlohmann::json json() const {
        const auto rounded = [](double ms) { return std::round(10 * ms) / 10; };
        return {{"n", values.size()},
                {"median", rounded(quantile(0.5))},
                {"p90", rounded(quantile(0.9))},
                {"p99", rounded(quantile(0.99))},
                {"worst", rounded(quantile(1))}};
    }
};

class Report {
 public:
    void add(const Series& series) {
        if (all_.empty())
            fmt::print("{:<46} {:>5} {:>8} {:>8} {:>8} {:>8}  target\n", "milliseconds", "n", "median", "p90", "p99",
                       "worst");
        all_[series.name] = series.json();
        fmt::print("{:<46} {:>5} {:>8.1f} {:>8.1f} {:>8.1f} {:>8.1f}  {}\n", series.name, series.values.size(),
                   series.quantile(0.5), series.quantile(0.9), series.quantile(0.99), series.quantile(1),
                   series.target > 0 ? fmt::format("{:g}", series.target) : "");
        std::fflush(stdout);
    }
    void add(const std::string& name, double ms, double target = 0) { add({name, {ms}, target}); }
    void print() const {
        double load[3] = {};
        (void)getloadavg(load, 3);
        const nlohmann::json line{{"cores", std::thread::hardware_concurrency()}, {"load", load[0]}, {"ms", all_}};
        fmt::print("{}\n", line.dump());
    }

 private:
    nlohmann::json all_ = nlohmann::json::object();
};

inline double threadMilliseconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return 1e3 * static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e6;
}

// Beats every 5 ms on the GUI thread: how late a beat is, and how much of that the thread computed itself (the rest it
// waited for a core, which other programs may have had).
class Heart : public QObject {
 public:
    struct Pause {
        std::string during;        // what act() said last
        double late = 0, own = 0;  // ms
    };

    Heart() {
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, [this] { beat(); });
        timer_.start(kBeat);
    }
    void begin(const std::string& what) {
        stalls_ = {"window: stall, " + what, {}, kStallTarget};
        computed_ = {"window: of that its own work, " + what, {}, kStallTarget};
        pauses_.clear();
        last_ = Clock::now();
        used_ = threadMilliseconds();
    }
    void act(std::string name) { act_ = std::move(name); }
    void end(Report& report) const {
        report.add(stalls_);
        report.add(computed_);
    }
    const std::vector<Pause>& pauses() const { return pauses_; }  // above kStallTarget, since begin()

 private:
    void beat() {
        const double used = threadMilliseconds(), late = std::max(0.0, since(last_) - kBeat), own = used - used_;
        stalls_.values.push_back(late);
        computed_.values.push_back(own);
        if (late > kStallTarget) pauses_.push_back({act_, late, own});
        last_ = Clock::now();
        used_ = threadMilliseconds();
    }
    QTimer timer_;
    Series stalls_, computed_;
    std::vector<Pause> pauses_;
    std::string act_;
    Clock::time_point last_ = Clock::now();
    double used_ = 0;
};

// A plain event loop: QTest::qWait() sleeps between its looks at the events.
inline void live(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

}  // namespace legenda::bench
