// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace legenda::base {

// The whole file as bytes. Errors (Io) name the file.
Result<std::string> readFile(const std::filesystem::path& file);

// Writes beside `file`, syncs and renames: after a crash or on a full disk the old content is whole. Creates parent
// folders.
Status writeFileAtomically(const std::filesystem::path& file, std::string_view bytes);
Status writeFileAtomically(const std::filesystem::path& file, const std::function<Status(std::ostream&)>& writer);

// Flushes a file or folder to the disk.
Status syncToDisk(const std::filesystem::path& path);

}  // namespace legenda::base
