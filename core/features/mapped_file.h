// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace legenda::features {

// A file mapped into memory for reading, as long as it was when it was opened.
class MappedFile {
 public:
    static base::Result<MappedFile> open(const std::filesystem::path& file);  // Io names the file
    MappedFile() = default;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    const std::uint8_t* data() const { return data_; }
    std::size_t size() const { return size_; }

 private:
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

// Error.key: another writer holds the file.
inline constexpr const char* kFileBusy = "file.busy";

// A file that one process at a time may append to.
class WritableFile {
 public:
    // Creates the file and its folders where they are missing. Held by another writer: Io with the key kFileBusy.
    static base::Result<WritableFile> openLocked(const std::filesystem::path& file);
    WritableFile() = default;
    WritableFile(WritableFile&& other) noexcept;
    WritableFile& operator=(WritableFile&& other) noexcept;
    ~WritableFile();  // flushes to the disk

    bool isOpen() const { return descriptor_ >= 0; }
    std::size_t size() const { return size_; }
    base::Status append(std::string_view bytes);  // all of it or, after an error, nothing
    base::Status cut(std::size_t size);
    base::Status overwriteStart(std::string_view bytes);  // not longer than the file

 private:
    void close();

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::size_t size_ = 0;
};

}  // namespace legenda::features
