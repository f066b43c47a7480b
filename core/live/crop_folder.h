// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"

#include <filesystem>
#include <utility>

namespace legenda::live {

// A folder of this user's alone for the parts of images that a program is asked about. Made at the first cut, removed
// with this object. It is locked as long as this object lives, so that what a killed process has left can be told.
class CropFolder {
 public:
    // One JPEG, removed with this object.
    class File {
     public:
        explicit File(std::filesystem::path path) : path_(std::move(path)) {}
        File(File&& other) noexcept : path_(std::exchange(other.path_, {})) {}
        File& operator=(File&&) = delete;
        ~File();
        const std::filesystem::path& path() const { return path_; }

     private:
        std::filesystem::path path_;
    };

    CropFolder() = default;
    CropFolder(const CropFolder&) = delete;
    CropFolder& operator=(const CropFolder&) = delete;
    ~CropFolder();

    // What is inside the box, in full-size pixels, its longest side at most about 1024 pixels. Errors name the image;
    // BadInput for a box that has no area in it.
    base::Result<File> cut(const std::filesystem::path& image, const base::Box& box);

    // Removes what processes of this user that were killed have left: parts of images, and their folders where nothing
    // else is in them.
    static void removeAbandoned();

 private:
    base::Status make();

    std::filesystem::path folder_;
    int lock_ = -1;  // of the folder
    long files_ = 0;
};

}  // namespace legenda::live
