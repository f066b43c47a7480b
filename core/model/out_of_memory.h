// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <exception>
#include <optional>

namespace legenda::model {

// Key of the error below.
inline constexpr const char* kOutOfMemory = "model.memory";

// The error for an exception of the C++ library or of LibTorch that says that memory ran out, the main memory or a
// graphics card's; none: it says something else. LibTorch's allocator for the processor has no exception type of its
// own, so that its text has to be read.
std::optional<base::Error> outOfMemory(const std::exception& problem);

}  // namespace legenda::model
