// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <variant>

namespace legenda::runs {

// A run by its full name: the ids of one project's runs are used in other projects too.
struct RunName {
    std::filesystem::path project;  // as ProjectStore::folder() and ProjectInfo::folder give it
    std::string id;
    bool operator==(const RunName&) const = default;
};

// The stage of a training, a short phrase. total 0: unknown.
struct TrainingStage {
    std::string name;
    std::int64_t done = 0, total = 0;
};
struct TrainingLoss {
    double value = 0;  // nats per word, or the ranking loss, depending on the kind of run
};
// The figures of one evaluation, as stored in the project: "dev.r1".
struct TrainingFigures {
    std::map<std::string, double> values;
};
// The path of the best checkpoint so far.
struct TrainingCheckpoint {
    std::filesystem::path file;
};

// One event of a training, with the run that it belongs to.
struct TrainingEvent {
    RunName run;
    std::int64_t step = 0;  // optimiser updates done
    double epoch = 0;       // passes over the train split, fractional
    std::variant<TrainingStage, TrainingLoss, TrainingFigures, TrainingCheckpoint> what;
};
using TrainingEventFn = std::function<void(const TrainingEvent&)>;

// Passes on at most 20 losses and 20 reports of a stage per second; the first of a stage, figures and checkpoints
// always pass.
TrainingEventFn throttled(TrainingEventFn told);

}  // namespace legenda::runs
