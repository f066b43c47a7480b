// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/mapped_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace legenda::features {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;
namespace fs = std::filesystem;

namespace {

auto failed(const fs::path& file, const char* what, int why) {
    return fail(ErrorCode::Io, fmt::format("{} cannot be {}: {}.", file.string(), what, std::strerror(why)));
}

}  // namespace

Result<MappedFile> MappedFile::open(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failed(file, "read", errno);
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        const int why = S_ISDIR(facts.st_mode) ? EISDIR : errno;
        ::close(descriptor);
        return failed(file, "read", why);
    }
    MappedFile map;
    map.size_ = static_cast<std::size_t>(facts.st_size);
    if (map.size_ > 0) {
        void* data = ::mmap(nullptr, map.size_, PROT_READ, MAP_SHARED, descriptor, 0);
        if (data == MAP_FAILED) {
            const int why = errno;
            map.size_ = 0;
            ::close(descriptor);
            return failed(file, "mapped into memory", why);
        }
        map.data_ = static_cast<const std::uint8_t*>(data);
    }
    ::close(descriptor);
    return map;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<std::uint8_t*>(data_), size_);
}

Result<WritableFile> WritableFile::openLocked(const fs::path& file) {
    std::error_code failure;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), failure);
    if (failure)
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be created: {}.", file.parent_path().string(), failure.message()));
    WritableFile out;
    out.path_ = file;
    out.descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (out.descriptor_ < 0) return failed(file, "written", errno);
    if (::flock(out.descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return failed(file, "locked", errno);
        return base::failWithKey(
            ErrorCode::Io, kFileBusy,
            fmt::format("{} is being written by another process or job: wait until it has finished.", file.string()));
    }
    const auto end = ::lseek(out.descriptor_, 0, SEEK_END);
    if (end < 0) return failed(file, "written", errno);
    out.size_ = static_cast<std::size_t>(end);
    return out;
}

WritableFile::WritableFile(WritableFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

WritableFile& WritableFile::operator=(WritableFile&& other) noexcept {
    if (this != &other) {
        close();
        path_ = std::move(other.path_);
        descriptor_ = std::exchange(other.descriptor_, -1);
        size_ = other.size_;
    }
    return *this;
}

WritableFile::~WritableFile() {
    close();
}

void WritableFile::close() {
    if (descriptor_ < 0) return;
    ::fdatasync(descriptor_);
    ::close(descriptor_);
    descriptor_ = -1;
}

Status WritableFile::append(std::string_view bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto wrote =
            ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(size_ + done));
        if (wrote > 0) {
            done += static_cast<std::size_t>(wrote);
        } else if (wrote < 0 && errno != EINTR) {
            const int why = errno;
            if (auto restored = cut(size_); !restored) return restored;
            return failed(path_, "written", why);
        }
    }
    size_ += done;
    return {};
}

Status WritableFile::overwriteStart(std::string_view bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto wrote = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (wrote > 0)
            done += static_cast<std::size_t>(wrote);
        else if (wrote < 0 && errno != EINTR)
            return failed(path_, "written", errno);
    }
    return {};
}

Status WritableFile::cut(std::size_t size) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failed(path_, "cut", errno);
    size_ = size;
    return {};
}

}  // namespace legenda::features
