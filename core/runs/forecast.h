// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/resources.h"
#include "core/runs/request.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace legenda::runs {

// What a training will find, make and take, before it begins. Sizes in bytes; 0 where a number is known only once it
// has begun.
struct Forecast {
    std::string kind, preset;
    struct Found {
        std::int64_t photographs = 0, sentences = 0, boxes = 0, phrases = 0;  // of the train split
        std::int64_t dev = 0;                                                 // photographs to evaluate on
        bool heldOut = false;  // they are a tenth of the training photographs
    } found;
    std::int64_t epochs = 0, stepsPerEpoch = 0;
    std::int64_t parameters = 0;
    std::int64_t vectorsMissing = 0;  // photographs whose region proposals and vectors are made first
    struct Disk {
        std::int64_t features = 0, checkpoints = 0, scratch = 0;
        std::int64_t free = 0;  // 0: unknown
        std::int64_t sum() const { return features + checkpoints + scratch; }
    } disk;
    std::int64_t computed = 0;  // views of pictures whose feature maps are computed anew in every epoch
    struct Speed {
        double secondsPerStep = 0;
        std::string run;  // that was measured
    };
    std::optional<Speed> speed;         // none: no run of this kind, size and machine
    std::vector<std::string> warnings;  // a sentence each

    std::int64_t steps() const { return epochs * stepsPerEpoch; }
};

// From the project's tables, its feature files and its earlier runs alone: nothing is made, loaded or written. Seconds
// for a project of 100,000 photographs. Errors: those with which the training itself would be refused before it
// begins; Cancelled.
base::Result<Forecast> forecast(const TrainRequest& request, const project::Resources& resources,
                                const base::JobContext& context);

// The forecast for the user: "Disk", "about 48 MB of 812 GB free …".
struct ForecastLine {
    std::string what, says;
};
std::vector<ForecastLine> linesOf(const Forecast& forecast);
nlohmann::json forecastToJson(const Forecast& forecast);

}  // namespace legenda::runs
