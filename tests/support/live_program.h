// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace legenda::tests {

// The command of tests/support/live_program.sh in a mode; pids: the file for its process ids.
inline std::string liveProgram(const std::string& mode, const std::string& pids = {}) {
    const std::string command = "sh '" LEGENDA_SOURCE_DIR "/tests/support/live_program.sh' " + mode;
    return pids.empty() ? command : command + " '" + pids + "'";
}

// Whether a process runs; one that has ended and was not collected does not.
inline bool runs(int pid) {
    if (::kill(pid, 0) != 0) return false;
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    const std::string stat((std::istreambuf_iterator<char>(in)), {});
    const auto name = stat.rfind(')');
    return name == std::string::npos || name + 2 >= stat.size() || (stat[name + 2] != 'Z' && stat[name + 2] != 'X');
}

// The process ids in the file, once it is there.
inline std::vector<int> pidsIn(const std::string& file) {
    std::vector<int> pids;
    for (int wait = 0; wait < 200 && !std::filesystem::exists(file); ++wait) QTest::qSleep(25);
    std::ifstream in(file);
    for (int pid = 0; in >> pid;) pids.push_back(pid);
    return pids;
}

}  // namespace legenda::tests
