// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "console.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace legenda::cli {

namespace {

// 0, or the error number of the failed write.
int writeAll(int stream, std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const auto wrote = ::write(stream, bytes.data(), bytes.size());
        if (wrote >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(wrote));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            pollfd ready{stream, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

int messages = STDERR_FILENO;  // where say() writes; set once, before any thread

}  // namespace

void takeStderr() {
    if (const char* wanted = std::getenv("LEGENDA_LIBRARY_MESSAGES"); wanted && *wanted && *wanted != '0') return;
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) return;
    const int own = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (own >= 0 && ::dup2(nowhere, STDERR_FILENO) >= 0) messages = own;
    ::close(nowhere);
}

bool messagesOnTerminal() {
    return ::isatty(messages) != 0;
}

void say(std::string_view message) noexcept {
    (void)writeAll(messages, message);
}

base::Status print(std::string_view result) {
    const int why = writeAll(STDOUT_FILENO, result);
    if (why == EPIPE) {
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
    if (why != 0)
        return base::fail(base::ErrorCode::Io,
                          fmt::format("The result cannot be written to standard output: {}.", std::strerror(why)));
    return {};
}

}  // namespace legenda::cli
