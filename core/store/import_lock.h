// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace legenda::store {

// The file import-UUID.lock of an import that is being written. The system releases the lock when its process ends, in
// whatever way, so that a killed import can be distinguished from a running one.
class ImportLock {
 public:
    // Creates and locks the file. None where the file system has no locks: such an import is never regarded as dead.
    static std::optional<ImportLock> make(const std::filesystem::path& project, const std::string& uuid);
    // Locks the file of an import whose process has ended. None: it is running, or has no such file.
    static std::optional<ImportLock> ofDead(const std::filesystem::path& project, const std::string& uuid);
    // False: no process holds one or has left one.
    static bool isThere(const std::filesystem::path& project, const std::string& uuid);

    ImportLock(ImportLock&& other) noexcept;
    ImportLock& operator=(ImportLock&& other) noexcept;
    ~ImportLock();  // unlocks; the file stays
    void remove();  // removes the file: the import is finished

 private:
    ImportLock(std::filesystem::path file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}
    static std::filesystem::path fileOf(const std::filesystem::path& project, const std::string& uuid);
    static std::optional<ImportLock> open(const std::filesystem::path& project, const std::string& uuid, int flags);

    std::filesystem::path file_;
    int descriptor_ = -1;
};

}  // namespace legenda::store
