// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace legenda::live {

// What was heard from a program.
enum class Heard {
    Line,     // a whole line
    Silence,  // no line until the time was over
    Cut,      // the same, but a line has begun
    TooLong,  // a line has more bytes than are allowed
    Ended,    // the program has ended, or closed its output
    Stopped,  // the wait was cancelled
};

// A command of the shell that is spoken to in lines by its standard input and output, in a process group of its own.
// The group ends with this object, by SIGTERM and a second later by SIGKILL, and likewise when this process is killed
// or ends before that; the destructor does not wait for it. Never keeps more of its output than one line of the allowed
// length, nor more of its stderr than the last lines. Owned by one thread; not thread-safe.
class LineProcess {
 public:
    // longest: bytes of a line. Waits for programs that are still ending, until a stop is requested. Io where it cannot
    // be started; a command that the shell does not find ends at once.
    static base::Result<LineProcess> start(const std::string& command, std::size_t longest,
                                           const std::stop_token& stop = {});
    LineProcess(LineProcess&&) noexcept;
    LineProcess& operator=(LineProcess&&) noexcept;
    ~LineProcess();

    // Adds a line to what hear() writes.
    void send(const std::string& line);
    // Writes what was sent, as far as the program reads it, and waits for its next line (without its end, in `line`).
    Heard hear(std::string& line, std::chrono::steady_clock::time_point until, const std::stop_token& stop);

    // Waits a moment for the program's end: "exit status 3", "signal 11 (Segmentation fault)"; empty: it still runs.
    std::string ending();
    // The last lines of its stderr, oldest first, each of at most 200 bytes of valid UTF-8.
    std::vector<std::string> lastWords() const;

 private:
    struct Impl;
    explicit LineProcess(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Text of a program as it can be shown: at most `most` bytes on one line, valid UTF-8 without control characters.
std::string shown(const std::string& text, std::size_t most);

}  // namespace legenda::live
