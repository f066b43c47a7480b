// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <utility>

namespace legenda::trainers {

// Adds up how long some parts of the work take.
class Stopwatch {
 public:
    template <class Work>
    decltype(auto) during(Work&& work) {
        struct Part {
            Stopwatch& watch;
            std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
            ~Part() { watch.sum_ += std::chrono::steady_clock::now() - began; }
        } part{*this};
        return std::forward<Work>(work)();
    }
    double seconds() const { return sum_.count(); }

 private:
    std::chrono::duration<double> sum_{0};
};

}  // namespace legenda::trainers
