// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/sanitizers.h"

#include <cstdint>
#include <fstream>
#include <string>

namespace legenda::test {

// How much memory this process holds at its peak from now on, beyond what it holds now (Linux).
class PeakMemory {
 public:
    PeakMemory() {
        std::ofstream reset("/proc/self/clear_refs");
        reset << 5 << std::flush;
        reset_ = reset.good();
        before_ = read("VmRSS:");
    }
    bool measured() const { return !kSanitized && reset_ && before_ > 0; }
    std::int64_t grownMegabytes() const { return (read("VmHWM:") - before_) / 1024; }

 private:
    static std::int64_t read(const std::string& wanted) {
        std::ifstream in("/proc/self/status");
        for (std::string key; in >> key;)
            if (std::int64_t kilobytes = 0; key == wanted && in >> kilobytes) return kilobytes;
        return 0;
    }
    bool reset_ = false;
    std::int64_t before_ = 0;
};

}  // namespace legenda::test
