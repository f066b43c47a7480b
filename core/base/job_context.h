// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace legenda::base {

// One progress report. `stage` is a short phrase for the user ("computing features"); `done` of `total` items
// (total 0: unknown); `metrics` holds figures by name ("step", "loss", "epoch", "dev.r1").
struct Progress {
    std::string stage;
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::map<std::string, double> metrics;
};

using ProgressFn = std::function<void(const Progress&)>;
// A note for the user beside the result: which model is taken, what was skipped.
using NoteFn = std::function<void(const std::string&)>;

// What every job gets beside its options. Called on the job's own thread; a job polls stopped() at every batch.
struct JobContext {
    std::stop_token stop;
    ProgressFn progress;
    NoteFn note = {};

    bool stopped() const { return stop.stop_requested(); }
    void report(const Progress& p) const {
        if (progress) progress(p);
    }
    void say(const std::string& sentence) const {
        if (note && !sentence.empty()) note(sentence);
    }
    static tl::unexpected<Error> cancelled() { return fail(ErrorCode::Cancelled, "Cancelled."); }
};

}  // namespace legenda::base
