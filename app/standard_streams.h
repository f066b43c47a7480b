// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace legenda::app {

// Called first in each program's main. A standard stream that is closed becomes /dev/null: otherwise the first files
// that the program opens would get its number, and messages would be written into a project. Writing to a pipe whose
// reader has ended then fails instead of ending the program: a training outlives the terminal or log that it reports
// to.
inline void secureStandardStreams() {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) < 0) {
            // open() takes the lowest free number, which is this one.
            const int opened = ::open("/dev/null", stream == STDIN_FILENO ? O_RDONLY : O_WRONLY);
            if (opened > STDERR_FILENO) ::close(opened);
        }
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace legenda::app
