// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string_view>

namespace legenda::cli {

// Called once at the start: from now on stderr takes what say() writes and nothing else. libpng, libtiff, LibTorch and
// others print warnings of their own there, which mean nothing to a user; failures are reported as an Error.
// LEGENDA_LIBRARY_MESSAGES=1 shows them.
void takeStderr();
bool messagesOnTerminal();

// Writes a message to stderr if possible: a command never fails because its messages cannot be written.
void say(std::string_view message) noexcept;

// Writes a result to stdout. Where its reader has ended, as with "| head", the program ends silently by SIGPIPE. Io: a
// full disk or a broken device.
base::Status print(std::string_view result);

}  // namespace legenda::cli
