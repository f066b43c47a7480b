// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace legenda::base {

// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
Result<std::string> sha256OfFile(const std::filesystem::path& file);

// A random version 4 UUID in its usual 36-character form.
std::string makeUuid();

// A UUID that follows from the text alone (version 8, of its SHA-256).
std::string uuidOf(const std::string& text);

}  // namespace legenda::base
