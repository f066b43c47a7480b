// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include "core/base/waiting.h"
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace legenda::base {

namespace fs = std::filesystem;

Result<std::string> readFile(const fs::path& file) {
    mayWait("reading a file", file);
    std::error_code ignored;
    if (fs::is_directory(file, ignored))
        return fail(ErrorCode::Io, fmt::format("{} is a folder, a file was expected.", file.string()));
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(ErrorCode::Io, fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    std::ostringstream bytes;
    if (in.peek() != std::ifstream::traits_type::eof()) bytes << in.rdbuf();
    if (in.bad()) return fail(ErrorCode::Io, fmt::format("{} cannot be read to its end.", file.string()));
    return std::move(bytes).str();
}

std::string headOf(const fs::path& file, std::size_t most) {
    mayWait("reading a file", file);
    std::ifstream in(file, std::ios::binary);
    std::string head(most, '\0');
    in.read(head.data(), static_cast<std::streamsize>(most));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head;
}

Status syncToDisk(const fs::path& path) {
    mayWait("writing to the disk", path);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fail(ErrorCode::Io, fmt::format("{} cannot be opened: {}.", path.string(), std::strerror(errno)));
    const bool failed = ::fsync(descriptor) != 0;
    const int why = errno;
    ::close(descriptor);
    // Some file systems cannot flush a folder, or anything at all: that is not an error.
    if (failed && why != EINVAL && why != ENOTSUP && why != ENOSYS)
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be written to the disk: {}.", path.string(), std::strerror(why)));
    return {};
}

}  // namespace legenda::base
