// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <thread>

namespace legenda::ui {

// Measures the latency of the GUI's event loop from a thread of its own, every 5 ms, and prints delays above 50 ms.
class StallWatch {
 public:
    StallWatch(QObject* gui, bool enabled);
    ~StallWatch() = default;  // stops and joins the thread

 private:
    std::jthread thread_;
};

}  // namespace legenda::ui
