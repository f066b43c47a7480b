// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

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

Status syncToDisk(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY);
    if (descriptor < 0)
        return fail(ErrorCode::Io, fmt::format("{} cannot be opened: {}.", path.string(), std::strerror(errno)));
    const int failed = ::fsync(descriptor);
    const int why = errno;
    ::close(descriptor);
    if (failed)
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be written to the disk: {}.", path.string(), std::strerror(why)));
    return {};
}

Status writeFileAtomically(const fs::path& file, const std::function<Status(std::ostream&)>& writer) {
    std::error_code failure;
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    fs::create_directories(folder, failure);
    if (failure)
        return fail(ErrorCode::Io, fmt::format("{} cannot be created: {}.", folder.string(), failure.message()));

    fs::path partial = file;
    partial += fmt::format(".part-{}", ::getpid());
    auto giveUp = [&](Error error) -> Status {
        fs::remove(partial, failure);
        return tl::unexpected<Error>(std::move(error));
    };
    {
        std::ofstream out(partial, std::ios::binary | std::ios::trunc);
        if (!out)
            return fail(ErrorCode::Io, fmt::format("{} cannot be written: {}.", file.string(), std::strerror(errno)));
        if (auto written = writer(out); !written) {
            out.close();
            return giveUp(std::move(written.error()));
        }
        out.flush();
        if (!out)
            return giveUp(
                {ErrorCode::Io, fmt::format("{} cannot be written: {}.", file.string(), std::strerror(errno)), {}});
    }
    if (auto synced = syncToDisk(partial); !synced) return giveUp(std::move(synced.error()));
    fs::rename(partial, file, failure);
    if (failure)
        return giveUp({ErrorCode::Io, fmt::format("{} cannot be written: {}.", file.string(), failure.message()), {}});
    return syncToDisk(folder);
}

Status writeFileAtomically(const fs::path& file, std::string_view bytes) {
    return writeFileAtomically(file, [bytes](std::ostream& out) -> Status {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return {};
    });
}

}  // namespace legenda::base
