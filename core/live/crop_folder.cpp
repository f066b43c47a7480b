// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/crop_folder.h"

#include "core/image/decode.h"
#include "core/image/decode_part.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace legenda::live {

namespace fs = std::filesystem;

namespace {

constexpr int kCropSide = 1024;

}  // namespace

CropFolder::File::~File() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
}

CropFolder::~CropFolder() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

base::Result<CropFolder::File> CropFolder::cut(const fs::path& image, const base::Box& box) {
    LEGENDA_TRY(size, image::readSize(image));
    const auto inside = intersection(box, {0, 0, double(size->width), double(size->height)});
    if (!(inside.area() > 0))
        return base::fail(base::ErrorCode::BadInput,
                          fmt::format("Box {:g},{:g},{:g},{:g} has no area inside {}, which has {} x {} pixels.", box.x,
                                      box.y, box.w, box.h, image.string(), size->width, size->height));
    LEGENDA_TRY(part, image::decodePart(image, *size, inside, kCropSide));
    if (folder_.empty()) {
        std::error_code failure;
        std::string pattern = (fs::temp_directory_path(failure) / "legenda-live-XXXXXX").string();
        if (failure || ::mkdtemp(pattern.data()) == nullptr)
            return base::fail(base::ErrorCode::Io,
                              fmt::format("{}: the folder for parts of images cannot be made: {}.", pattern,
                                          failure ? failure.message() : std::strerror(errno)));
        folder_ = pattern;
    }
    File made(folder_ / fmt::format("{}.jpg", ++files_));
    LEGENDA_TRY(written, image::encode(*part, made.path()));
    return made;
}

}  // namespace legenda::live
