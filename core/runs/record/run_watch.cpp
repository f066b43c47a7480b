// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_watch.h"

#include "core/runs/run_state.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include <unistd.h>

namespace legenda::runs {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto kWatchPoll = 100ms;
constexpr auto kBeat = 1s;
// Version 0.1.0 wrote stop requests without a name, for the run's owner.
constexpr const char* kStopToAnyone = "stop";

}  // namespace

struct RunWatch::Impl {
    fs::path folder;
    std::string mark = ownMark();
    fs::file_time_type since = fs::file_time_type::clock::now();
    std::stop_source stop;
    std::stop_callback<std::function<void()>> outer;
    std::atomic<bool> paused = false;
    std::jthread thread;

    Impl(fs::path where, const base::JobContext& context)
        : folder(std::move(where)), outer(context.stop, [this] { stop.request_stop(); }) {
        beat(folder, kTrains);
        thread = std::jthread([this](std::stop_token over) { watch(over); });
    }
    bool asked(Request what) const { return pendingRequest(folder, what) == requestTo(what, ::getpid(), mark); }
    bool stopRequested() const {
        std::error_code failure;
        return asked(Request::Stop) || (pendingRequest(folder, Request::Stop) == kStopToAnyone &&
                                        fs::last_write_time(requestFile(folder, Request::Stop), failure) >= since);
    }
    void watch(const std::stop_token& over) const {
        auto next = std::chrono::steady_clock::now() + kBeat;
        bool said = false;
        std::stop_source source = stop;
        while (!over.stop_requested()) {
            if (stopRequested()) source.request_stop();
            const auto now = std::chrono::steady_clock::now();
            if (const bool pauses = paused; now >= next || pauses != said) {
                beat(folder, pauses ? kPauses : kTrains);
                next = now + kBeat;
                said = pauses;
            }
            std::this_thread::sleep_for(kWatchPoll);
        }
    }
};

RunWatch::RunWatch(fs::path folder, const base::JobContext& outer)
    : impl_(std::make_unique<Impl>(std::move(folder), outer)) {}
RunWatch::~RunWatch() {
    impl_->thread.request_stop();
    impl_->thread.join();
    std::error_code ignored;
    if (impl_->stopRequested()) fs::remove(requestFile(impl_->folder, Request::Stop), ignored);
    if (impl_->asked(Request::Pause)) fs::remove(requestFile(impl_->folder, Request::Pause), ignored);
    endHeartbeat(impl_->folder);
}
std::stop_token RunWatch::token() const {
    return impl_->stop.get_token();
}
bool RunWatch::pauseRequested() const {
    return impl_->asked(Request::Pause);
}
void RunWatch::setPaused(bool paused) {
    impl_->paused = paused;
}

}  // namespace legenda::runs
