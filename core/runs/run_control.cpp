// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_control.h"

#include "core/base/files.h"
#include "core/runs/training_job.h"
#include "core/store/project_store.h"
#include "core/trainers/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include <unistd.h>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using namespace std::chrono_literals;

namespace {

constexpr auto kPoll = 100ms;
constexpr auto kHeartbeat = 1s;
constexpr auto kStalled = 60s;
constexpr const char* kStopRequest = "stop.request";
constexpr const char* kPauseRequest = "pause.request";

std::string firstLine(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

bool present(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

// The process that a stop request addresses. Version 0.1.0 wrote requests without a name, for the run's owner.
std::string requestTo(std::int64_t pid, const std::string& pidStarted) {
    return fmt::format("stop {} {}", pid, pidStarted);
}
constexpr const char* kRequestToAnyone = "stop";

}  // namespace

std::string trueState(const store::RunRecord& run, const fs::path& folder) {
    if (run.state != "running") return run.state;
    if (run.pid <= 0 || run.pidStarted.empty() || processMark(run.pid) != run.pidStarted) return "crashed";
    std::error_code failure;
    const auto beat = fs::last_write_time(folder / "heartbeat", failure);
    if (!failure && fs::file_time_type::clock::now() - beat > kStalled) return "stalled";
    return present(folder / kPauseRequest) ? "paused" : "running";
}

bool ownerLives(const std::string& trueState) {
    return trueState == "running" || trueState == "paused" || trueState == "stalled";
}

fs::path runFolder(const fs::path& project, const std::string& run) {
    return project / "runs" / run;
}

std::string processMark(std::int64_t pid) {
    // Field 22 of stat is the start time; the name in field 2 may hold spaces and brackets, so counting starts after
    // its end.
    const std::string stat = firstLine(fmt::format("/proc/{}/stat", pid));
    const auto end = stat.rfind(')');
    if (end == std::string::npos) return {};
    std::istringstream rest(stat.substr(end + 1));
    std::string field;
    for (int number = 3; number <= 22; ++number) rest >> field;
    return field + "@" + firstLine("/proc/sys/kernel/random/boot_id");
}

base::Result<std::vector<store::RunRecord>> listRuns(const fs::path& project) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    auto runs = store->runs();
    if (!runs) return runs;
    for (auto& run : *runs) run.state = trueState(run, runFolder(project, run.id));
    return runs;
}

base::Result<store::RunRecord> findRun(const fs::path& project, const std::string& id) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    auto run = store->run(id);
    if (run) run->state = trueState(*run, runFolder(project, id));
    return run;
}

base::Result<store::RunRecord> stopRun(const fs::path& project, const std::string& id, double seconds,
                                       const base::JobContext& context) {
    auto run = findRun(project, id);
    if (!run) return run;
    if (!ownerLives(run->state))
        return fail(ErrorCode::BadInput, fmt::format("The run {} is not running, it is {}.", id, run->state));
    const std::string request = requestTo(run->pid, run->pidStarted);
    LEGENDA_TRY(asked, base::writeFileAtomically(runFolder(project, id) / kStopRequest, request + '\n'));
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (run && ownerLives(run->state) && requestTo(run->pid, run->pidStarted) == request &&
           std::chrono::steady_clock::now() < end) {
        if (context.stopped()) return base::JobContext::cancelled();
        std::this_thread::sleep_for(kPoll);
        run = findRun(project, id);
    }
    return run;
}

base::Status noteRun(const fs::path& project, const std::string& id, const std::string& note) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    return store->setRunNote(id, note);
}

nlohmann::json runToJson(const store::RunRecord& run) {
    nlohmann::json best;
    if (!run.bestMetric.empty())
        best = {{"metric", run.bestMetric}, {"value", run.bestValue}, {"epoch", run.bestEpoch}};
    return {{"id", run.id},         {"kind", run.kind},       {"state", run.state}, {"best", best},
            {"epochs", run.epochs}, {"started", run.started}, {"note", run.note}};
}

base::Result<std::vector<CurvePoint>> readCurve(const fs::path& project, const std::string& run,
                                                std::size_t mostPoints) {
    LEGENDA_TRY(records, trainers::readCurveFile(runFolder(project, run) / "curve.bin"));
    // Means over intervals of equal numbers of steps: a thinned curve shows the trend, not single steps.
    const std::size_t stride =
        mostPoints == 0 ? 1 : std::max<std::size_t>(1, (records->size() + mostPoints - 1) / mostPoints);
    std::vector<CurvePoint> points;
    for (std::size_t first = 0; first < records->size(); first += stride) {
        const std::size_t last = std::min(records->size(), first + stride);
        double loss = 0;
        for (std::size_t i = first; i < last; ++i) loss += (*records)[i].loss;
        points.push_back({(*records)[last - 1].step, (*records)[last - 1].epoch,
                          static_cast<float>(loss / static_cast<double>(last - first))});
    }
    return points;
}

struct RunWatch::Impl {
    fs::path folder;
    std::string toMe = requestTo(::getpid(), processMark(::getpid()));
    fs::file_time_type since = fs::file_time_type::clock::now();
    std::stop_source stop;
    std::stop_callback<std::function<void()>> outer;
    std::jthread thread;

    Impl(fs::path where, const base::JobContext& context)
        : folder(std::move(where)), outer(context.stop, [this] { stop.request_stop(); }) {
        std::error_code ignored;
        fs::remove(folder / kPauseRequest, ignored);
        thread = std::jthread([this](std::stop_token over) { watch(over); });
    }
    bool stopRequested() const {
        const std::string request = firstLine(folder / kStopRequest);
        std::error_code failure;
        return request == toMe ||
               (request == kRequestToAnyone && fs::last_write_time(folder / kStopRequest, failure) >= since);
    }
    void watch(const std::stop_token& over) const {
        auto next = std::chrono::steady_clock::now();
        std::stop_source source = stop;
        while (!over.stop_requested()) {
            if (stopRequested()) source.request_stop();
            if (const auto now = std::chrono::steady_clock::now(); now >= next) {
                std::ofstream(folder / "heartbeat") << std::chrono::system_clock::now().time_since_epoch() / 1s << '\n';
                next = now + kHeartbeat;
            }
            std::this_thread::sleep_for(kPoll);
        }
    }
};

RunWatch::RunWatch(fs::path folder, const base::JobContext& outer)
    : impl_(std::make_unique<Impl>(std::move(folder), outer)) {}
RunWatch::~RunWatch() {
    impl_->thread.request_stop();
    impl_->thread.join();
    std::error_code ignored;
    if (impl_->stopRequested()) fs::remove(impl_->folder / kStopRequest, ignored);
    fs::remove(impl_->folder / "heartbeat", ignored);
}
std::stop_token RunWatch::token() const {
    return impl_->stop.get_token();
}
bool RunWatch::pauseRequested() const {
    return present(impl_->folder / kPauseRequest);
}

}  // namespace legenda::runs
