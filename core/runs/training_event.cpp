// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/training_event.h"

#include <chrono>
#include <memory>
#include <utility>

namespace legenda::runs {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPause = std::chrono::milliseconds(50);

struct Last {
    std::string stage;
    Clock::time_point stageAt{}, lossAt{};
};

bool passes(const TrainingEvent& event, Last& last) {
    const auto now = Clock::now();
    if (const auto* stage = std::get_if<TrainingStage>(&event.what)) {
        if (stage->name == last.stage && now - last.stageAt < kPause) return false;
        last.stage = stage->name;
        last.stageAt = now;
    } else if (std::holds_alternative<TrainingLoss>(event.what)) {
        if (now - last.lossAt < kPause) return false;
        last.lossAt = now;
    }
    return true;
}

}  // namespace

TrainingEventFn throttled(TrainingEventFn told) {
    if (!told) return {};
    return [told = std::move(told), last = std::make_shared<Last>()](const TrainingEvent& event) {
        if (passes(event, *last)) told(event);
    };
}

}  // namespace legenda::runs
