// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <cstdint>
#include <string>

namespace legenda::trainers {

// How long and at which learning rate a model is trained: common to all trainers. epochs, evaluationsPerEpoch and
// patience are for LoopOptions.
struct ScheduleOptions {
    int epochs = 10;
    double evaluationsPerEpoch = 1;
    int patience = 0;
    int batch = 100;
    double learningRate = 1e-3;
    std::string schedule = "cosine";
    double warmup = 0.1;
    std::int64_t seed = 1;

    // examples: what one step sees `batch` of; rate: whose learning rate it is.
    template <class Visitor>
    void describe(Visitor&& visit, const std::string& examples, const std::string& rate = "learning rate",
                  int leastBatch = 1) {
        visit(epochs, {"epochs", "passes over the training split", 1, 1000});
        visit(evaluationsPerEpoch, {"evaluationsPerEpoch", "evaluations on the dev split per epoch", 0.01, 100});
        visit(patience, {"patience",
                         "early stopping: ends the run after this many evaluations in a row without a better figure; "
                         "0: never",
                         0,
                         10000,
                         {},
                         false,
                         "evaluations"});
        visit(batch, {"batch", examples, static_cast<double>(leastBatch), 10000});
        visit(learningRate, {"learningRate", rate, 1e-8, 100});
        visit(schedule, {"schedule",
                         "schedule by which the learning rate falls to a hundredth over the epochs",
                         0,
                         0,
                         {"constant", "linear", "cosine"}});
        visit(warmup, {"warmup",
                       "warm-up: fraction of the steps in which the learning rate rises linearly from zero; above 1, "
                       "as in files of version 0.1.0, a number of steps",
                       0,
                       1000000,
                       {},
                       true});
        visit(seed, {"seed", "random seed", 0, 9e15, {}, true});
    }
};

// The learning rate at `step` of `epoch` (both from 0): a linear rise over the warm-up, then constant, linear or cosine
// down to a hundredth at the end of the last epoch.
double learningRateAt(const ScheduleOptions& options, int epoch, std::int64_t step, std::int64_t stepsPerEpoch);

}  // namespace legenda::trainers
