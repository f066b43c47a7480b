// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/waiting.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

namespace legenda::base {

namespace fs = std::filesystem;

namespace {

constexpr int kMostLinks = 40;  // the limit of Linux
constexpr int kWaitStep = 50;   // ms between two polls of the stop token
constexpr std::size_t kLongestStem = 200;

tl::unexpected<Error> refused(const fs::path& file, const std::string& why) {
    return fail(ErrorCode::Io, fmt::format("{} {}.", file.string(), why));
}

tl::unexpected<Error> cannotWrite(const fs::path& file, int why) {
    return refused(file, fmt::format("cannot be written: {}", std::strerror(why)));
}

// Where the bytes go in the end.
struct Target {
    enum class Kind { File, Stream, Descriptor };
    Kind kind = Kind::File;
    fs::path path;        // of the file or stream, links resolved for a file
    int descriptor = -1;  // of this process
};

// N for /proc/self/fd/N, under whatever name of that folder; -1 for any other path.
int ownDescriptor(const fs::path& path) {
    const std::string name = path.filename().string();
    int number = -1;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    if (name.empty() || read.ec != std::errc() || read.ptr != name.data() + name.size()) return -1;
    std::error_code failure;
    const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : ".", failure);
    return !failure && folder == fmt::format("/proc/{}/fd", ::getpid()) ? number : -1;
}

fs::path folderOf(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<Target> resolve(const fs::path& file) {
    Target target{Target::Kind::File, file, -1};
    if (file.empty()) return fail(ErrorCode::Io, "A file to write was expected, its name is empty.");
    std::error_code failure;
    for (int links = 0;; ++links) {
        if (links > kMostLinks) return refused(file, "leads through too many symbolic links");
        if (const int number = ownDescriptor(target.path); number >= 0) {
            target.kind = Target::Kind::Descriptor;
            target.descriptor = number;
            return target;
        }
        if (!fs::is_symlink(fs::symlink_status(target.path, failure))) break;
        const fs::path next = fs::read_symlink(target.path, failure);
        if (failure) return refused(file, fmt::format("cannot be read: {}", failure.message()));
        target.path = next.is_absolute() ? next : folderOf(target.path) / next;
    }
    const auto status = fs::status(target.path, failure);
    switch (status.type()) {
        case fs::file_type::not_found:
            if (!target.path.has_filename()) return refused(file, "is a folder, a file was expected");
            return target;
        case fs::file_type::regular:
            if (::access(target.path.c_str(), W_OK) != 0) return cannotWrite(file, errno);
            return target;
        case fs::file_type::fifo:
        case fs::file_type::character:
            target.kind = Target::Kind::Stream;
            return target;
        case fs::file_type::directory:
            return refused(file, "is a folder, a file was expected");
        case fs::file_type::block:
            return refused(file, "is a disk, a file was expected");
        case fs::file_type::socket:
            return refused(file, "is a socket, a file was expected");
        default:
            return refused(file, fmt::format("cannot be written: {}", failure.message()));
    }
}

// Opens a pipe or device without hanging where a pipe has no reader yet.
Result<int> openStream(const fs::path& file, const std::stop_token& stop) {
    for (;;) {
        const int descriptor = ::open(file.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        if (descriptor >= 0) return descriptor;
        if (errno != ENXIO && errno != EINTR) return cannotWrite(file, errno);
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, fmt::format("Cancelled: nobody reads from {}.", file.string()));
        ::poll(nullptr, 0, kWaitStep);
    }
}

Status writeAll(int descriptor, std::string_view bytes, const fs::path& file, const std::stop_token& stop) {
    while (!bytes.empty()) {
        const auto wrote = ::write(descriptor, bytes.data(), bytes.size());
        if (wrote >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(wrote));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "Cancelled.");
            pollfd ready{descriptor, POLLOUT, 0};
            ::poll(&ready, 1, kWaitStep);
        } else if (errno != EINTR) {
            return cannotWrite(file, errno);
        }
    }
    return {};
}

// A target that cannot be restored is written only after the writer has finished.
Status writeStream(const Target& target, const fs::path& file, const FileWriter& writer, const std::stop_token& stop) {
    std::ostringstream bytes;
    if (auto written = writer(bytes); !written) return written;
    int descriptor = -1;
    if (target.kind == Target::Kind::Descriptor) {
        descriptor = ::fcntl(target.descriptor, F_DUPFD_CLOEXEC, 3);
        if (descriptor < 0) return cannotWrite(file, errno);
    } else {
        LEGENDA_TRY(opened, openStream(target.path, stop));
        descriptor = *opened;
    }
    auto done = writeAll(descriptor, bytes.view(), file, stop);
    if (::close(descriptor) != 0 && done) return cannotWrite(file, errno);
    return done;
}

// A new file beside the target, which no other process writes to.
Result<fs::path> makePartial(const fs::path& target, const fs::path& file) {
    static std::atomic<unsigned> count = 0;
    fs::path partial = folderOf(target);
    partial /= fmt::format("{}.part-{}-{}", target.filename().string().substr(0, kLongestStem), ::getpid(), ++count);
    for (bool swept = false;; swept = true) {
        const int descriptor = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor >= 0) {
            ::close(descriptor);
            return partial;
        }
        // A file left behind by a killed process with the same pid.
        if (errno != EEXIST || swept) return cannotWrite(file, errno);
        ::unlink(partial.c_str());
    }
}

Status fillPartial(const fs::path& partial, const fs::path& file, const FileWriter& writer) {
    std::ofstream out(partial, std::ios::binary | std::ios::trunc);
    if (!out) return cannotWrite(file, errno);
    if (auto written = writer(out); !written) return written;
    out.flush();
    if (!out) return cannotWrite(file, errno);
    out.close();
    return syncToDisk(partial);
}

Status replaceFile(const fs::path& target, const fs::path& file, const FileWriter& writer) {
    const fs::path folder = folderOf(target);
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) return refused(folder, fmt::format("cannot be created: {}", failure.message()));
    LEGENDA_TRY(partial, makePartial(target, file));
    auto done = fillPartial(*partial, file, writer);
    if (done) {
        if (const auto old = fs::status(target, failure); fs::is_regular_file(old))
            fs::permissions(*partial, old.permissions(), failure);
        fs::rename(*partial, target, failure);
        if (!failure) return syncToDisk(folder);
        done = refused(file, fmt::format("cannot be written: {}", failure.message()));
    }
    fs::remove(*partial, failure);
    return done;
}

}  // namespace

Status writeFileAtomically(const fs::path& file, const FileWriter& writer, const std::stop_token& stop) {
    mayWait("writing a file", file);
    LEGENDA_TRY(target, resolve(file));
    if (target->kind == Target::Kind::File) return replaceFile(target->path, file, writer);
    return writeStream(*target, file, writer, stop);
}

Status writeFileAtomically(const fs::path& file, std::string_view bytes, const std::stop_token& stop) {
    return writeFileAtomically(
        file,
        [bytes](std::ostream& out) -> Status {
            out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            return {};
        },
        stop);
}

Status checkWritable(const fs::path& file) {
    LEGENDA_TRY(target, resolve(file));
    if (target->kind != Target::Kind::File) return {};
    // The nearest existing folder: those below it would be created.
    fs::path folder = folderOf(target->path);
    std::error_code failure;
    while (!fs::exists(folder, failure) && !failure && folder.has_relative_path() && folder != folderOf(folder))
        folder = folderOf(folder);
    if (!fs::is_directory(folder, failure))
        return refused(file, fmt::format("cannot be written: {} is not a folder", folder.string()));
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return cannotWrite(file, errno);
    return {};
}

}  // namespace legenda::base
