// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/schedule_options.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace legenda::trainers {

double learningRateAt(const ScheduleOptions& options, int epoch, std::int64_t step, std::int64_t stepsPerEpoch) {
    const auto total = static_cast<double>(options.epochs * stepsPerEpoch);
    const auto done = static_cast<double>(epoch * stepsPerEpoch + step);
    const double warmup = options.warmup > 1 ? options.warmup : std::round(options.warmup * total);
    if (done < warmup) return options.learningRate * (done + 1) / warmup;
    const double way = total > warmup ? std::min(1.0, (done - warmup) / (total - warmup)) : 1.0;
    constexpr double kEnd = 0.01;
    if (options.schedule == "linear") return options.learningRate * (1 - (1 - kEnd) * way);
    if (options.schedule == "cosine")
        return options.learningRate * (kEnd + (1 - kEnd) * (1 + std::cos(std::numbers::pi * way)) / 2);
    return options.learningRate;
}

}  // namespace legenda::trainers
