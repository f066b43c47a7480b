// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>

namespace legenda::data {

// Refuses a file that is evidently not `wanted` ("JSON", "a list of captions"): an archive, which must be unpacked
// first, a web page, the pointer that Git LFS leaves for a file. Io: it cannot be read.
base::Status refuseForeign(const std::filesystem::path& file, const std::string& wanted);

// " (it holds the archive x.zip: unpack it first)" for a folder in which a file was not found; empty where there is no
// archive.
std::string archiveHint(const std::filesystem::path& folder);

}  // namespace legenda::data
