// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session_id.h"

#include "core/base/hash.h"
#include "core/runs/run_state.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>

namespace legenda::session {

// "PID/START@BOOT/UUID": any process of the computer can find out whether the window still exists.
std::string makeSessionId() {
    return fmt::format("{}/{}/{}", ::getpid(), runs::processMark(::getpid()), base::makeUuid());
}

bool sessionLives(const std::string& session) {
    std::int64_t pid = 0;
    const char* const end = session.data() + session.size();
    const auto [rest, problem] = std::from_chars(session.data(), end, pid);
    if (problem != std::errc() || rest == end || pid <= 0) return false;
    const std::string mark = runs::processMark(pid);
    return !mark.empty() &&
           session.compare(static_cast<std::size_t>(rest - session.data()), mark.size() + 2, "/" + mark + "/") == 0;
}

}  // namespace legenda::session
