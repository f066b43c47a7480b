// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_state.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>

#include <unistd.h>

namespace legenda::runs {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto kStalled = 60s;
constexpr const char* kHeartbeat = "heartbeat";

std::string firstLineOf(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

// START, BOOT and HOST of a mark; version 0.1.0 wrote marks without a host.
struct Mark {
    std::string process, host;
    explicit Mark(const std::string& text) {
        const auto boot = text.find('@');
        const auto end = boot == std::string::npos ? boot : text.find('@', boot + 1);
        process = text.substr(0, end);
        if (end != std::string::npos) host = text.substr(end + 1);
    }
    bool isOfThisMachine() const { return host.empty() || host == hostName(); }
};

struct Heartbeat {
    fs::file_time_type::duration age{};
    std::string does;
};

std::optional<Heartbeat> heartbeatOf(const fs::path& folder) {
    std::error_code failure;
    const auto at = fs::last_write_time(folder / kHeartbeat, failure);
    if (failure) return {};
    return Heartbeat{fs::file_time_type::clock::now() - at, firstLineOf(folder / kHeartbeat)};
}

}  // namespace

fs::path runFolder(const fs::path& project, const std::string& run) {
    return project / "runs" / run;
}

std::string trueState(const store::RunRecord& run, const fs::path& folder) {
    if (run.state != "running") return run.state;
    const Mark mark(run.pidStarted);
    const bool here = mark.isOfThisMachine();
    if (here && (run.pid <= 0 || mark.process.empty() || processMark(run.pid) != mark.process)) return "crashed";
    const auto last = heartbeatOf(folder);
    if (!last) return "crashed";
    if (last->age > kStalled) return here ? "stalled" : "crashed";
    return last->does == kPauses ? "paused" : "running";
}

bool ownerLives(const std::string& trueState) {
    return trueState == "running" || trueState == "paused" || trueState == "stalled";
}

bool canResume(const std::string& trueState) {
    return trueState == "stopped" || trueState == "crashed" || trueState == "failed";
}

std::string processMark(std::int64_t pid) {
    // Fields 3 and 22 of stat are the process's state and start time; the name in field 2 may hold spaces and brackets,
    // so counting starts after its end.
    const std::string stat = firstLineOf(fmt::format("/proc/{}/stat", pid));
    const auto end = stat.rfind(')');
    if (end == std::string::npos) return {};
    std::istringstream rest(stat.substr(end + 1));
    std::string state, field;
    rest >> state;
    if (state == "Z" || state == "X") return {};
    for (int number = 4; number <= 22; ++number) rest >> field;
    return field + "@" + firstLineOf("/proc/sys/kernel/random/boot_id");
}

std::string ownMark() {
    return processMark(::getpid()) + "@" + hostName();
}

void beat(const fs::path& folder, const std::string& does) {
    const auto file = folder / kHeartbeat;
    std::error_code ignored;
    if (firstLineOf(file) != does) std::ofstream(file) << does << '\n';
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
}

void endHeartbeat(const fs::path& folder) {
    std::error_code ignored;
    fs::remove(folder / kHeartbeat, ignored);
}

fs::path requestFile(const fs::path& folder, Request what) {
    return folder / (what == Request::Stop ? "stop.request" : "pause.request");
}

std::string requestTo(Request what, std::int64_t pid, const std::string& mark) {
    return fmt::format("{} {} {}", what == Request::Stop ? "stop" : "pause", pid, mark);
}

std::string pendingRequest(const fs::path& folder, Request what) {
    return firstLineOf(requestFile(folder, what));
}

}  // namespace legenda::runs
