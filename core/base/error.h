// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace legenda::base {

// What went wrong, in the classes that the command line tells apart by its exit status.
enum class ErrorCode { Usage, BadInput, Io, Cancelled, Unsupported, Internal };

// One failure as data. `message` is one sentence that names the file and the place; `context` holds details for
// experts.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string context;
};

// Bad input, I/O and cancelling are Results; a broken invariant is an exception.
template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string context = {}) {
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(context)});
}

// Hands a failed Result on as a Result of another type.
template <class T>
tl::unexpected<Error> pass(Result<T>& failed) {
    return tl::unexpected<Error>(std::move(failed.error()));
}

// 2 wrong usage, 3 bad input, 4 I/O, 5 cancelled, 6 not supported by this build, 70 a bug.
int exitStatus(ErrorCode code);
const char* errorName(ErrorCode code);

}  // namespace legenda::base
