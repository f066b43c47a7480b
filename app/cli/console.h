// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string_view>

namespace legenda::cli {

// Called once at the start: from now on stderr takes what say() writes and nothing else. libpng, libtiff, LibTorch and
// others print warnings of their own there, in words that mean nothing to a user; what matters of them comes as an
// Error. LEGENDA_LIBRARY_MESSAGES=1 lets them through.
void takeStderr();
bool messagesOnTerminal();

// Writes a message to stderr as far as it can be written: a command never fails because nobody can read its messages.
void say(std::string_view message) noexcept;

// Writes a result to stdout. Where its reader has gone, as with "| head", the program ends as any other would: quietly,
// by SIGPIPE. Io: a full disk or a broken device.
base::Status print(std::string_view result);

}  // namespace legenda::cli
