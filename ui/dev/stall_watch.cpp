// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dev/stall_watch.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>

namespace legenda::ui {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kBeat = std::chrono::milliseconds(5);
constexpr double kReported = 50;  // ms

void watch(const std::stop_token& stop, QObject* gui) {
    while (!stop.stop_requested()) {
        auto answered = std::make_shared<std::atomic<bool>>(false);
        const auto sent = Clock::now();
        QMetaObject::invokeMethod(
            gui, [answered] { *answered = true; }, Qt::QueuedConnection);
        do std::this_thread::sleep_for(kBeat);
        while (!*answered && !stop.stop_requested());
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - sent).count();
        if (*answered && ms > kReported) std::fprintf(stderr, "legenda: the event loop was blocked for %.0f ms\n", ms);
    }
}

}  // namespace

StallWatch::StallWatch(QObject* gui, bool enabled) {
    if (enabled) thread_ = std::jthread([gui](const std::stop_token& stop) { watch(stop, gui); });
}

}  // namespace legenda::ui
