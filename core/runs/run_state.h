// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace legenda::runs {

std::filesystem::path runFolder(const std::filesystem::path& project, const std::string& run);

// What a run does now. The row says what its owner wrote last; a row "running" is checked against the owner's process
// and its heartbeat:
//   crashed  the process has ended, or writes no heartbeat any more although it lives (a window whose training failed)
//   stalled  the process lives and has written no heartbeat for a minute
//   paused   its training waits, with a checkpoint of where it stands
// Of an owner on another machine, which can be seen by its heartbeat alone, a minute without one means crashed.
std::string trueState(const store::RunRecord& run, const std::filesystem::path& folder);
bool ownerLives(const std::string& trueState);  // running, paused or stalled
bool canResume(const std::string& trueState);   // stopped, crashed or failed

// Identifies a process beyond its pid, which is reused after its end: "START@BOOT". Empty when there is no such
// process, or only its exit status is left.
std::string processMark(std::int64_t pid);
std::string ownMark();  // of this process, as the owner of a run: "START@BOOT@HOST"

// The file runs/ID/heartbeat, written anew about once a second by the owner of a run: its time is that of the last
// beat, its text what the training does. On a full disk the time alone is renewed.
inline constexpr const char* kTrains = "running";
inline constexpr const char* kPauses = "paused";
void beat(const std::filesystem::path& folder, const std::string& does);
void endHeartbeat(const std::filesystem::path& folder);

// The requests to the owner of a run: files in its folder that name the process that they address, so that one to an
// earlier owner has no effect. A stop request is removed by who obeyed it, a pause request by who ends the pause.
enum class Request { Stop, Pause };
std::filesystem::path requestFile(const std::filesystem::path& folder, Request what);
std::string requestTo(Request what, std::int64_t pid, const std::string& mark);
std::string pendingRequest(const std::filesystem::path& folder, Request what);  // its text; empty: none

}  // namespace legenda::runs
