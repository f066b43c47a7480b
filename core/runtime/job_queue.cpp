// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/job_queue.h"

#include <algorithm>
#include <chrono>
#include <memory>

namespace legenda::runtime {

namespace {
constexpr auto kPause = std::chrono::milliseconds(50);
}

base::ProgressFn throttled(base::ProgressFn progress) {
    if (!progress) return {};
    using Clock = std::chrono::steady_clock;
    struct Last {
        std::string stage;
        Clock::time_point at{};
    };
    return [progress = std::move(progress), last = std::make_shared<Last>()](const base::Progress& report) {
        const auto now = Clock::now();
        const bool figures =
            std::ranges::any_of(report.metrics, [](const auto& metric) { return metric.first.starts_with("dev."); });
        if (report.stage == last->stage && !figures && now - last->at < kPause) return;
        last->stage = report.stage;
        last->at = now;
        progress(report);
    };
}

}  // namespace legenda::runtime
