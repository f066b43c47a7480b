// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/import_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

namespace legenda::store {

std::filesystem::path ImportLock::fileOf(const std::filesystem::path& project, const std::string& uuid) {
    return project / fmt::format("import-{}.lock", uuid);
}

bool ImportLock::isThere(const std::filesystem::path& project, const std::string& uuid) {
    std::error_code failure;
    return std::filesystem::exists(fileOf(project, uuid), failure) || failure;
}

std::optional<ImportLock> ImportLock::open(const std::filesystem::path& project, const std::string& uuid, int flags) {
    auto file = fileOf(project, uuid);
    const int descriptor = ::open(file.c_str(), flags | O_RDWR | O_CLOEXEC, 0644);
    if (descriptor < 0) return std::nullopt;
    ImportLock lock(std::move(file), descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
    return lock;
}

std::optional<ImportLock> ImportLock::make(const std::filesystem::path& project, const std::string& uuid) {
    return open(project, uuid, O_CREAT);
}

std::optional<ImportLock> ImportLock::ofDead(const std::filesystem::path& project, const std::string& uuid) {
    return open(project, uuid, 0);
}

ImportLock::ImportLock(ImportLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

ImportLock& ImportLock::operator=(ImportLock&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

ImportLock::~ImportLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void ImportLock::remove() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

}  // namespace legenda::store
