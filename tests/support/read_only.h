// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <utility>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace legenda::test {

// A folder in which nothing can be written while this object lives, also by the programs that the test starts: by its
// permissions, or for root, whom they do not bind, by a read-only mount that only this process and its children see.
class ReadOnly {
 public:
    explicit ReadOnly(std::filesystem::path folder) : folder_(std::move(folder)), root_(::geteuid() == 0) {
        if (!root_) {
            setPermissions(false);
            made_ = true;
            return;
        }
        static const bool own =
            ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
        if (!own || ::mount(folder_.c_str(), folder_.c_str(), nullptr, MS_BIND, nullptr) != 0) return;
        made_ = ::mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
        mounted_ = true;
    }
    ~ReadOnly() {
        if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
        if (made_ && !root_) setPermissions(true);
    }
    ReadOnly(const ReadOnly&) = delete;
    ReadOnly& operator=(const ReadOnly&) = delete;

    bool made() const { return made_; }
    const std::filesystem::path& path() const { return folder_; }

 private:
    void setPermissions(bool writable) const {
        namespace fs = std::filesystem;
        const auto write = fs::perms::owner_write;
        const auto how = writable ? fs::perm_options::add : fs::perm_options::remove;
        if (writable) fs::permissions(folder_, write, how);
        for (const auto& entry : fs::recursive_directory_iterator(folder_)) fs::permissions(entry.path(), write, how);
        fs::permissions(folder_, write, how);
    }

    std::filesystem::path folder_;
    bool root_, made_ = false, mounted_ = false;
};

}  // namespace legenda::test
