// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>
#include <unordered_map>

namespace legenda::base {

// What the file system says of a file: size and times of its last change of content and of facts. Empty where the file
// cannot be looked at, or has changed so lately that a further change might not show.
std::string fileStamp(const std::filesystem::path& file);

// SHA-256 of files by a name of the caller's, without reading again those whose stamp is unchanged. A cache
// in one file: lost or damaged, it only costs reading them again. Belongs to one thread.
class FileHashes {
 public:
    explicit FileHashes(std::filesystem::path cache);
    ~FileHashes();  // writes what has changed
    FileHashes(const FileHashes&) = delete;
    FileHashes& operator=(const FileHashes&) = delete;

    Result<std::string> hashOf(const std::string& name, const std::filesystem::path& file);
    // A hash that the caller has computed; stamp: taken before it read the file.
    void remember(const std::string& name, const std::string& stamp, const std::string& hash);

 private:
    struct Known {
        std::string stamp, hash;
    };
    std::filesystem::path cache_;
    std::unordered_map<std::string, Known> known_;
    bool changed_ = false;
};

}  // namespace legenda::base
