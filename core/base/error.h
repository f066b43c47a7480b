// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace legenda::base {

// The class of a failure, each with its own exit status on the command line. Superseded: a newer request
// took the place of this one before it was answered.
enum class ErrorCode { Usage, BadInput, Io, Cancelled, Superseded, Unsupported, Internal };

// One failure as data. `message` is one sentence that names the file and the place; `context` holds details for
// experts. `key` names failures that the program itself acts on ("features.missing"); each key is a constant beside the
// code that fails with it. `remedy` is what mends it at the command line, a sentence that names the command: shown
// there alone; the window says and offers its own, by the key. No behaviour depends on the wording of these texts.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string context;
    std::string key = {};
    std::string remedy = {};
};

// Bad input, I/O and cancelling are Results; a broken invariant is an exception.
template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string context = {}) {
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(context), {}});
}

// A failure that the program itself acts on, by its key.
inline tl::unexpected<Error> failWithKey(ErrorCode code, std::string key, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message), {}, std::move(key)});
}

// A failure that a command mends. key: empty where the window has nothing to offer.
inline tl::unexpected<Error> failWithRemedy(ErrorCode code, std::string key, std::string message, std::string remedy) {
    return tl::unexpected<Error>(Error{code, std::move(message), {}, std::move(key), std::move(remedy)});
}

// A sentence about a file without the file's name at its beginning ("FILE: why", "FILE does not"), for places where the
// name stands before it.
inline std::string withoutPlace(const std::string& sentence, const std::string& place) {
    if (place.empty()) return sentence;
    for (const char* after : {": ", " "})
        if (const auto begin = place + after; sentence.starts_with(begin)) return sentence.substr(begin.size());
    return sentence;
}

// Hands a failed Result on as a Result of another type.
template <class T>
tl::unexpected<Error> pass(Result<T>& failed) {
    return tl::unexpected<Error>(std::move(failed.error()));
}

// Declares `name` as the Result of an expression and returns its failure from the calling function, where it failed.
#define LEGENDA_TRY(name, ...) \
    auto name = (__VA_ARGS__); \
    if (!name) return ::legenda::base::pass(name)

// 2 wrong usage, 3 bad input, 4 I/O, 5 cancelled, 6 not supported by this build, 70 a bug.
int exitStatus(ErrorCode code);

}  // namespace legenda::base
