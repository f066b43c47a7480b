// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace legenda::store {

// The file import-UUID.lock of an import that is being written. The system lets go of the lock when its process ends,
// however it ends, so that an import which was killed can be told from one that is under way.
class ImportLock {
 public:
    // Makes and holds the file. None where the file system has no locks: such an import is never taken for dead.
    static std::optional<ImportLock> make(const std::filesystem::path& project, const std::string& uuid);
    // Holds the file of an import whose process is gone. None: it is under way, or was made by a version without locks.
    static std::optional<ImportLock> ofDead(const std::filesystem::path& project, const std::string& uuid);

    ImportLock(ImportLock&& other) noexcept;
    ImportLock& operator=(ImportLock&& other) noexcept;
    ~ImportLock();  // lets go; the file stays
    void remove();  // takes the file away: the import is over

 private:
    ImportLock(std::filesystem::path file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}
    static std::optional<ImportLock> open(const std::filesystem::path& project, const std::string& uuid, int flags);

    std::filesystem::path file_;
    int descriptor_ = -1;
};

}  // namespace legenda::store
