// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace legenda::session {

// Identifies a window among all that work on a project, and tests whether it is still open.
std::string makeSessionId();
bool sessionLives(const std::string& session);

}  // namespace legenda::session
