// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_control.h"

#include "core/base/files.h"
#include "core/runs/run_state.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <thread>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using store::RunRecord;

namespace {

constexpr std::chrono::milliseconds kAnswerPoll{100};

tl::unexpected<base::Error> isNotRunning(const RunRecord& run) {
    return fail(ErrorCode::BadInput, fmt::format("The run {} is not running, it is {}.", run.id, run.state));
}

// Looks again until `answered`, another process owns the run, or the time is over.
Result<RunRecord> waitFor(const fs::path& project, const RunRecord& asked, double seconds,
                          const base::JobContext& context, const std::function<bool(const RunRecord&)>& answered) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    Result<RunRecord> run = asked;
    while (run && !answered(*run) && run->pid == asked.pid && run->pidStarted == asked.pidStarted &&
           std::chrono::steady_clock::now() < end) {
        if (context.stopped()) return base::JobContext::cancelled();
        std::this_thread::sleep_for(kAnswerPoll);
        run = findRun(project, asked.id);
    }
    return run;
}

base::Status ask(const fs::path& project, const RunRecord& run, Request what) {
    return base::writeFileAtomically(requestFile(runFolder(project, run.id), what),
                                     requestTo(what, run.pid, run.pidStarted) + '\n');
}

}  // namespace

Result<std::vector<RunRecord>> listRuns(const fs::path& project) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    auto runs = store->runs();
    if (!runs) return runs;
    for (auto& run : *runs) run.state = trueState(run, runFolder(project, run.id));
    return runs;
}

Result<RunRecord> findRun(const fs::path& project, const std::string& id) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    auto run = store->run(id);
    if (!run) return run;
    if (!run->deletedAt.empty())
        return base::failWithRemedy(
            ErrorCode::BadInput, {}, fmt::format("The run {} is deleted.", id),
            fmt::format("\"legenda-cli runs restore {} {}\" brings it back.", id, project.string()));
    run->state = trueState(*run, runFolder(project, id));
    return run;
}

Result<RunRecord> stopRun(const fs::path& project, const std::string& id, double seconds,
                          const base::JobContext& context) {
    LEGENDA_TRY(run, findRun(project, id));
    if (!ownerLives(run->state)) return isNotRunning(*run);
    LEGENDA_TRY(asked, ask(project, *run, Request::Stop));
    return waitFor(project, *run, seconds, context, [](const RunRecord& now) { return !ownerLives(now.state); });
}

Result<RunRecord> pauseRun(const fs::path& project, const std::string& id, double seconds,
                           const base::JobContext& context) {
    LEGENDA_TRY(run, findRun(project, id));
    if (!ownerLives(run->state)) return isNotRunning(*run);
    LEGENDA_TRY(asked, ask(project, *run, Request::Pause));
    return waitFor(project, *run, seconds, context, [](const RunRecord& now) { return now.state != "running"; });
}

Result<RunRecord> continueRun(const fs::path& project, const std::string& id, double seconds,
                              const base::JobContext& context) {
    LEGENDA_TRY(run, findRun(project, id));
    if (!ownerLives(run->state)) return isNotRunning(*run);
    std::error_code failure;
    fs::remove(requestFile(runFolder(project, id), Request::Pause), failure);
    if (failure)
        return fail(ErrorCode::Io,
                    fmt::format("The pause of the run {} cannot be ended: {}: {}.", id,
                                requestFile(runFolder(project, id), Request::Pause).string(), failure.message()));
    return waitFor(project, *run, seconds, context, [](const RunRecord& now) { return now.state != "paused"; });
}

base::Status noteRun(const fs::path& project, const std::string& id, const std::string& note) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    return store->setRunNote(id, note);
}

base::Status tagRun(const fs::path& project, const std::string& id, const std::vector<std::string>& tags) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    return store->setRunTags(id, tags);
}

nlohmann::json runToJson(const RunRecord& run) {
    nlohmann::json best, problem;
    if (!run.bestMetric.empty())
        best = {{"metric", run.bestMetric}, {"value", run.bestValue}, {"epoch", run.bestEpoch}};
    if (!run.problem.empty()) problem = run.problem;
    return {{"id", run.id},
            {"kind", run.kind},
            {"state", run.state},
            {"best", best},
            {"epochs", run.epochs},
            {"started", run.started},
            {"ended", run.ended},
            {"note", run.note},
            {"tags", run.tags},
            {"problem", problem},
            {"resumable", canResume(run.state)}};
}

}  // namespace legenda::runs
