// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/models_in_use.h"
#include "core/session/session.h"
#include "tests/bench/interactive_report.h"
#include "tests/support/check.h"

#include <filesystem>
#include <future>
#include <map>

namespace legenda::bench {

using test::must;

constexpr int kBoxesAnImage = 5;  // the first one is cold

struct Setup {
    project::Resources resources;
    std::filesystem::path project;
    std::map<std::string, std::filesystem::path> named;  // checkpoints by kind
    std::filesystem::path
        trained;  // the project that trains meanwhile: this one, or the demo where it has no split train
    int boxes = 30;
    int seconds = 12;
    double minutes = 10;            // of use
    std::vector<std::string> acts;  // of the use; none: all
    int searches = 20;
    bool work = true;     // a training goes on during the use
    bool stacks = false;  // where the window's thread stands in long work, during the use
    bool madeUp = false;  // features, for the searches
    int threads = 0;      // of the interactive worker; 0: the session's own choice

    session::Session::Config config() const {
        session::Session::Config config;
        config.resources = resources;
        config.interactiveThreads = threads;
        return config;
    }
    runs::TrainRequest training() const {
        runs::TrainRequest request;
        request.project = trained;
        request.kind = "caption";
        request.set["epochs"] = "1000";
        return request;
    }
    std::filesystem::path checkpoint(const std::string& kind) const {
        const auto found = named.find(kind);
        return must(project::chooseCheckpoint(resources, project, project::modelKindByKey(kind)->kind,
                                              found == named.end() ? std::filesystem::path{} : found->second));
    }
};

// Calls an asynchronous method of the session and waits in this thread; answers the milliseconds.
template <class T, class Ask>
double waitFor(const Ask& ask, T* taken = nullptr) {
    std::promise<base::Result<T>> promise;
    const auto start = Clock::now();
    ask([&promise](base::Result<T> result) { promise.set_value(std::move(result)); });
    auto result = promise.get_future().get();
    const double ms = since(start);
    T value = must(std::move(result));
    if (taken) *taken = std::move(value);
    return ms;
}

inline void open(session::Session& session, const Setup& setup) {
    waitFor<project::ProjectInfo>([&](auto done) { session.openProject(setup.project, done); });
    for (const auto& [kind, file] : setup.named)
        waitFor<project::ProjectInfo>([&, &kind = kind, &file = file](auto done) {
            session.useModel(project::modelKindByKey(kind)->kind, file.string(), done);
        });
}

// The parts of bench_interactive.
void measureLoading(const Setup& setup, Report& report);
// Answers and their times, without a window: alone and beside a training.
void measureModels(const Setup& setup, Report& report);
// How long each part of the window's use holds its thread, alone and beside a training.
void measureWindow(const Setup& setup, Report& report);
// setup.minutes of mixed use of all pages, beside a training: every pause above 50 ms with the act that it fell into.
void measureUse(const Setup& setup, Report& report);
// The first search of a session and the ones after it, and each by itself as a command does it: model loaded, image
// rows read, feature file opened. With setup.madeUp random vectors take the place of features that the project lacks;
// they are written into it.
void measureSearch(const Setup& setup, Report& report);

}  // namespace legenda::bench
