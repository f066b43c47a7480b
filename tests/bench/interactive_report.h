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
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <execinfo.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

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

// Writes on stderr where the thread that made it stands when it has computed for 25 ms between two calls of again(),
// and every 15 ms from then on: backtraces, whose addresses addr2line reads. Linux only; one at a time.
class LongWork {
 public:
    LongWork() {
#ifdef __linux__
        void* first[1];
        (void)backtrace(first, 1);  // loads what a handler must not
        struct sigaction action {};
        action.sa_handler = [](int) {
            void* frames[60];
            constexpr char kHead[] = "--- long work\n";
            (void)!write(STDERR_FILENO, kHead, sizeof kHead - 1);
            backtrace_symbols_fd(frames, backtrace(frames, 60), STDERR_FILENO);
        };
        action.sa_flags = SA_RESTART;
        sigaction(SIGUSR2, &action, nullptr);
        sigevent event{};
        event.sigev_notify = SIGEV_THREAD_ID;
        event.sigev_signo = SIGUSR2;
        event._sigev_un._tid = gettid();
        made_ = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) == 0;
#endif
    }
    ~LongWork() {
        if (made_) timer_delete(timer_);
    }
    LongWork(const LongWork&) = delete;
    LongWork& operator=(const LongWork&) = delete;
    void again() {
        constexpr itimerspec kTimes{{0, 15'000'000}, {0, 25'000'000}};
        if (made_) timer_settime(timer_, 0, &kTimes, nullptr);
    }

 private:
    timer_t timer_{};
    bool made_ = false;
};

// Beats every 5 ms on the GUI thread: how late a beat is, and how much of that the thread computed itself (the rest it
// waited for a core, which other programs may have had).
class Heart : public QObject {
 public:
    struct Pause {
        std::string during;        // what act() said last
        double late = 0, own = 0;  // ms
    };

    // stacks: as LongWork writes them.
    explicit Heart(bool stacks = false) {
        if (stacks) longWork_.emplace();
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
        if (longWork_) longWork_->again();
    }
    QTimer timer_;
    std::optional<LongWork> longWork_;
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
