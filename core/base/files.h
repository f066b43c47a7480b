// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <stop_token>
#include <string>
#include <string_view>

namespace legenda::base {

// The whole file as bytes. Errors (Io) name the file.
Result<std::string> readFile(const std::filesystem::path& file);
// Its first bytes, as many as there are up to `most`; none where it cannot be read.
std::string headOf(const std::filesystem::path& file, std::size_t most);

// Writes a file whole or not at all: beside it, synced and renamed, so that after a crash or on a full disk the old
// content is whole. Creates parent folders. A symbolic link stays one, and the file that it leads to is replaced; the
// permissions of a file that was there are kept. A pipe, a character device or a descriptor of this process
// (/dev/stdout, /dev/fd/3) is written into as it is, once the writer has ended without an error; `stop` ends the wait
// for a reader of a pipe (Cancelled). Folders, sockets, disks and write-protected files are refused (Io).
using FileWriter = std::function<Status(std::ostream&)>;
Status writeFileAtomically(const std::filesystem::path& file, std::string_view bytes, const std::stop_token& stop = {});
Status writeFileAtomically(const std::filesystem::path& file, const FileWriter& writer,
                           const std::stop_token& stop = {});

// Whether writeFileAtomically could write there now, so that a long job fails at its start and not at its end.
// Creates nothing.
Status checkWritable(const std::filesystem::path& file);

// Flushes a file or folder to the disk.
Status syncToDisk(const std::filesystem::path& path);

}  // namespace legenda::base
