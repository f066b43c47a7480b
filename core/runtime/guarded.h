// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <exception>
#include <functional>

namespace legenda::runtime {

// The receiver of a request's answer. Called exactly once.
template <class T>
using Answer = std::function<void(base::Result<T>)>;

// Runs the body and turns an exception that escapes it into an Internal error: this room is the only one that catches
// all exceptions.
template <class T, class Body>
base::Result<T> guarded(const Body& body) {
    try {
        return body();
    } catch (const std::exception& bug) {
        return base::fail(base::ErrorCode::Internal, "Something went wrong inside Legenda.", bug.what());
    } catch (...) {
        return base::fail(base::ErrorCode::Internal, "Something went wrong inside Legenda.");
    }
}

}  // namespace legenda::runtime
