// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QtTest>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace legenda::test {

// The value of a Result that must have one; the test is aborted with its message otherwise.
template <class T>
T must(base::Result<T> result) {
    if (!result) {
        qFatal("unexpected error: %s (%s)", result.error().message.c_str(), result.error().context.c_str());
        std::abort();
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline void write(const std::filesystem::path& file, std::string_view bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace legenda::test
