// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>
#include <string>

namespace legenda::ui {

// The run of a project that was paused when the window was closed: the next window that opens the project offers to
// resume it, once.
void rememberPausedRun(const std::filesystem::path& project, const std::string& run);
QString takePausedRun(const std::filesystem::path& project);  // its id; empty: there is none

}  // namespace legenda::ui
