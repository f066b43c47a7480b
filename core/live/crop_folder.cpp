// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/crop_folder.h"

#include "core/image/decode.h"
#include "core/image/decode_part.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace legenda::live {

namespace fs = std::filesystem;

namespace {

constexpr int kCropSide = 1024;
constexpr const char* kFolderName = "legenda-live-";
constexpr const char* kCropEnding = ".jpg";
constexpr const char* kPartlyWritten = ".jpg.part-";  // as base::writeFileAtomically names it
constexpr int kMostTries = 8;

struct Locked {
    int folder = -1;      // a descriptor that holds the lock, where it could be had
    bool others = false;  // somebody else has the lock
};

// Of a folder of this user's; a link to one is none.
Locked lockFolder(const fs::path& path) {
    Locked locked{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (locked.folder < 0) return locked;
    struct stat about {};
    if (::fstat(locked.folder, &about) == 0 && about.st_uid == ::geteuid()) {
        if (::flock(locked.folder, LOCK_EX | LOCK_NB) == 0) return locked;
        locked.others = errno == EWOULDBLOCK;
    }
    ::close(locked.folder);
    locked.folder = -1;
    return locked;
}

// Also one that was being written when its program was killed.
bool isCrop(const fs::path& file) {
    return file.extension() == kCropEnding || file.filename().string().find(kPartlyWritten) != std::string::npos;
}

// What is in the folder, by its descriptor: another one may have the name by now.
void removeCrops(const fs::path& path, int folder) {
    std::error_code failure;
    std::vector<fs::path> crops;
    for (fs::directory_iterator each(path, failure), end; !failure && each != end; each.increment(failure))
        if (isCrop(each->path())) crops.push_back(each->path().filename());
    for (const auto& crop : crops) ::unlinkat(folder, crop.c_str(), 0);
}

}  // namespace

CropFolder::File::~File() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
}

CropFolder::~CropFolder() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
    if (lock_ >= 0) ::close(lock_);
}

void CropFolder::removeAbandoned() {
    std::error_code failure;
    const auto place = fs::temp_directory_path(failure);
    if (failure) return;
    std::vector<fs::path> found;
    for (fs::directory_iterator each(place, failure), end; !failure && each != end; each.increment(failure))
        if (each->path().filename().string().starts_with(kFolderName)) found.push_back(each->path());
    for (const auto& path : found) {
        const auto locked = lockFolder(path);
        if (locked.folder < 0) continue;
        removeCrops(path, locked.folder);
        ::rmdir(path.c_str());
        ::close(locked.folder);
    }
}

// A folder that is not locked yet looks like an abandoned one: another process may remove it at once.
base::Status CropFolder::make() {
    std::error_code failure;
    const auto place = fs::temp_directory_path(failure);
    const auto cannot = [&](const std::string& folder, const std::string& why) {
        return base::fail(base::ErrorCode::Io,
                          fmt::format("{}: the folder for parts of images cannot be made: {}.", folder, why));
    };
    if (failure) return cannot(kFolderName, failure.message());
    std::string pattern;
    for (int tries = 0; tries < kMostTries; ++tries) {
        pattern = (place / kFolderName).string() + "XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr) return cannot(pattern, std::strerror(errno));
        const auto locked = lockFolder(pattern);
        if (!locked.others && fs::exists(pattern, failure)) {
            folder_ = pattern;
            lock_ = locked.folder;  // none where the file system has no locks: then nobody else has one either
            return {};
        }
        if (locked.folder >= 0) ::close(locked.folder);
    }
    return cannot(pattern, std::strerror(EBUSY));
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
        LEGENDA_TRY(ready, make());
    }
    File made(folder_ / fmt::format("{}{}", ++files_, kCropEnding));
    LEGENDA_TRY(written, image::encode(*part, made.path()));
    return made;
}

}  // namespace legenda::live
